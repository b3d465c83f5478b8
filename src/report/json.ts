import type { RunReport } from '../model.js';
import { type ReportDocument, type ReportsDocument, reportDocument, SCHEMA_VERSION } from './document.js';
import { escapeCharacter } from './text.js';

/** The report as JSON text. */
export function jsonReport(run: RunReport): string {
  return `${JSON.stringify(documentOf(run), null, 2).replace(ACTING, escapeCharacter)}\n`;
}

/** DEL, C1, bidirectional controls and line separators; JSON itself escapes C0 and lone surrogates. */
const ACTING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** For one service its document, for several a list of them under `reports`. */
export function documentOf({ reports, exitCode }: RunReport): ReportDocument | ReportsDocument {
  const documents = reports.map(reportDocument);
  const [only] = documents;
  if (documents.length === 1 && only !== undefined) return only;
  return { schema_version: SCHEMA_VERSION, ok: exitCode === 0, exit_code: exitCode, reports: documents };
}
