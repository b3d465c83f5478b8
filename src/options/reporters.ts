import { resolve as absolute } from 'node:path';
import { guess, UsageError } from '../errors.js';
import type { Settings } from './collect.js';

/** A report to be drawn. */
export interface ReporterChoice {
  readonly name: string;
  /** Absent: stdout. */
  readonly file?: string;
}

/** The reports that settings ask for: by --reporter, and by --format and --out. @throws UsageError as {@link chosenReporters} does */
export function reportersOf(settings: Settings, known: readonly string[]): ReporterChoice[] {
  const texts = (settings.get('reporter')?.value ?? []) as readonly string[];
  const format = settings.get('format')?.value as string | undefined;
  const out = settings.get('out')?.value as string | undefined;
  const reporters = texts.map((text) => reporterOf(text, known));
  if (format !== undefined || out !== undefined) {
    reporters.push({ name: format === undefined || format === 'text' ? 'terminal' : format, ...(out === undefined ? {} : { file: out }) });
  }
  return togetherOf(reporters);
}

/** `--reporter NAME[=FILE]`, as often as it was given; without any the terminal. @throws UsageError for names and files that cannot be used */
export function chosenReporters(texts: readonly string[], known: readonly string[]): ReporterChoice[] {
  return togetherOf(texts.map((text) => reporterOf(text, known)));
}

function reporterOf(text: string, known: readonly string[]): ReporterChoice {
  const cut = text.indexOf('=');
  const [name, file] = cut < 0 ? [text, undefined] : [text.slice(0, cut), text.slice(cut + 1)];
  if (!known.includes(name)) throw new UsageError(`--reporter knows ${known.join(', ')}; not "${name}".${guess(name, known)}`);
  if (file === '') throw new UsageError(`--reporter ${name}= names no file.`);
  return { name, ...(file === undefined ? {} : { file }) };
}

function togetherOf(given: readonly ReporterChoice[]): ReporterChoice[] {
  const reporters: ReporterChoice[] = given.length === 0 ? [{ name: 'terminal' }] : [...given];
  const toStdout = reporters.filter(({ file }) => file === undefined);
  if (toStdout.length > 1) {
    throw new UsageError(
      `Only one report can go to stdout; give ${toStdout.map(({ name }) => name).join(' or ')} a file: --reporter NAME=FILE.`,
    );
  }
  const files = reporters.flatMap(({ file }) => (file === undefined ? [] : [file]));
  const twice = files.find((file, index) => files.findIndex((other) => absolute(other) === absolute(file)) !== index);
  if (twice !== undefined) throw new UsageError(`Two reports would go to ${twice}.`);
  return reporters;
}
