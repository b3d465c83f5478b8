import { name, version } from '#built/package.js';
import type { Json, RunReport } from './model.js';
import type { ReportDocument, ReportsDocument } from './report/document.js';
import { type Drawing, REPORTERS, type ReporterName } from './report/register.js';

/** The door for programs to reports: what `check` and `checkAll` give, or what `--reporter json` wrote. Sends nothing. */

/** How {@link judge} is to judge. */
export interface JudgeOptions {
  /** Another copy of the standard; the built-in one when absent. */
  readonly specPath?: string;
  /** Suites of your own to judge by: files, folders and `npm:PACKAGE`; those that the run named, where they stood, when absent. */
  readonly suite?: string | readonly string[];
  /** Whether warnings and untested requirements count; as the run was judged when absent. */
  readonly strict?: boolean;
}

/**
 * Judges the exchanges of a recorded run again (`record: true`), by this version and perhaps by another copy of the standard.
 * @returns a report of the same form
 * @throws UsageError for what is no report, or holds no recording
 */
export async function judge<Document extends ReportDocument | ReportsDocument>(
  document: Document,
  { specPath, suite = [], strict = false }: JudgeOptions = {},
): Promise<Document> {
  const [{ judgeRecorded }, { openSpec }, { reportDocument, SCHEMA_VERSION }] = await Promise.all([
    import('./recorded.js'),
    import('./load/spec/open.js'),
    import('./report/document.js'),
  ]);
  const how = { tool: { name, version }, standard: await openSpec(specPath), suites: [suite].flat(), strict };
  const { reports, exitCode } = await judgeRecorded(await runIn(document), how);
  const documents = reports.map(reportDocument);
  const judged =
    'reports' in document ? { schema_version: SCHEMA_VERSION, ok: exitCode === 0, exit_code: exitCode, reports: documents } : documents[0];
  return judged as Document;
}

/** Draws a report as text. `drawing` matters to the terminal report alone: without it plain, 100 columns wide. */
export type DrawReport = (document: ReportDocument | ReportsDocument, drawing?: Partial<Drawing>) => Promise<string>;

/** Every reporter by the name that `--reporter` takes. Each throws a UsageError for what is no report. */
export const reporters = Object.fromEntries(
  Object.entries(REPORTERS).map(([own, load]): [string, DrawReport] => [
    own,
    async (document, drawing = {}) => {
      const [draw, run] = await Promise.all([load(), runIn(document)]);
      return draw(run, { color: false, width: 100, quiet: false, verbose: false, ...drawing });
    },
  ]),
) as Readonly<Record<ReporterName, DrawReport>>;

async function runIn(document: ReportDocument | ReportsDocument): Promise<RunReport> {
  const [{ runOf }, { demandReport }] = await Promise.all([import('./recorded.js'), import('./load/report-file.js')]);
  await demandReport(document as unknown as Json);
  return runOf(document);
}
