import { readReportFile } from '../../load/report-file.js';
import type { RunReport } from '../../model.js';
import { runOf } from '../../recorded.js';
import type { ReportDocument, ReportsDocument } from '../../report/document.js';

/** A run as the JSON report in a file tells of it, ready to be drawn. @throws UsageError for what is not such a report */
export async function storedRun(file: string, directory: string): Promise<RunReport> {
  // The schema holds the document to this type.
  return runOf((await readReportFile(file, directory)) as unknown as ReportDocument | ReportsDocument);
}
