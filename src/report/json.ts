import type { RunReport } from '../model.js';
import { type ReportDocument, type ReportsDocument, reportDocument, SCHEMA_VERSION } from './document.js';
import { jsonText } from './json-text.js';

/** The report as JSON text. */
export function jsonReport(run: RunReport): string {
  return jsonText(documentOf(run));
}

/** For one service its document, for several a list of them under `reports`. */
export function documentOf({ reports, exitCode }: RunReport): ReportDocument | ReportsDocument {
  const documents = reports.map(reportDocument);
  const [only] = documents;
  if (documents.length === 1 && only !== undefined) return only;
  return { schema_version: SCHEMA_VERSION, ok: exitCode === 0, exit_code: exitCode, reports: documents };
}
