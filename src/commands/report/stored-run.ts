import { readReportFile } from '../../load/report-file.js';
import type { Report, Requirement, RunReport } from '../../model.js';
import type { ReportDocument, ReportsDocument } from '../../report/document.js';
import { reportsOf } from '../../report/from-document.js';
import { causes } from '../../verdict/causes.js';
import { worstExitCode } from '../../verdict/exit-code.js';

/** A run as a JSON report tells of it, ready to be drawn. @throws UsageError for what is not such a report */
export async function storedRun(file: string, directory: string): Promise<RunReport> {
  // The schema holds the document to this type.
  const document = (await readReportFile(file, directory)) as unknown as ReportDocument | ReportsDocument;
  const reports = reportsOf(document).map(
    (report): Report => ({ ...report, causes: causes(report.verdicts, { requirements: requirementsOf(report), implied: report.implied }) }),
  );
  return { reports, exitCode: worstExitCode(reports.map(({ exitCode }) => exitCode)) };
}

function requirementsOf({ requirements }: Pick<Report, 'requirements'>): ReadonlyMap<string, Requirement> {
  return new Map(requirements.map(({ requirement }) => [requirement.id, requirement]));
}
