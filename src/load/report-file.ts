import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { reportValidators } from '#built/reportValidators.js';
import { messageOf, type Place, UsageError } from '../errors.js';
import { lineOf, offsetOf } from '../json/locate.js';
import type { Json } from '../model.js';

/**
 * Reads a JSON report and holds it to `reports/report.schema.json`; members that the schema does not know are passed over.
 * @param file as the user named it; `-` is standard input
 * @param directory folder that names which are not absolute are looked for in
 * @returns the document, to be taken for what the schema says
 * @throws UsageError with file, line and column
 */
export async function readReportFile(file: string, directory: string): Promise<Json> {
  const text = textOf(file, directory);
  let document: Json;
  try {
    document = JSON.parse(text) as Json;
  } catch {
    // What the parser says quotes the file, which may be anything.
    throw new UsageError('This is no JSON report: it is not JSON. Reports are written by check --reporter json=FILE.', { file });
  }
  await demandReport(document, (at) => ({ file, ...lineOf(text, offsetOf(text, at)) }));
  return document;
}

/**
 * Holds a document to `reports/report.schema.json`.
 * @param placeOf where a JSON Pointer leads, where the document is that of a file
 * @throws UsageError that says what does not fit
 */
export async function demandReport(document: Json, placeOf?: (at: string) => Place): Promise<void> {
  const several = document !== null && typeof document === 'object' && 'reports' in document;
  const validators = await reportValidators();
  const fits = several ? validators.reports : validators.report;
  if (fits(document)) return;
  const [breach] = fits.errors ?? [];
  const at = breach?.instancePath ?? '';
  const place = at === '' ? '' : `${at} `;
  throw new UsageError(
    `This is no JSON report of this version: ${place}${breach?.message ?? 'does not fit'}. Reports are written by check --reporter json=FILE.`,
    placeOf?.(at),
  );
}

function textOf(file: string, directory: string): string {
  try {
    return readFileSync(file === '-' ? 0 : resolve(directory, file), 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(missing ? 'There is no such file.' : `The file cannot be read: ${messageOf(error)}.`, { file });
  }
}
