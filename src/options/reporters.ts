import { resolve as absolute } from 'node:path';
import { guess, UsageError } from '../errors.js';
import type { Settings } from './collect.js';

/** One report that was asked for. */
export interface ReporterChoice {
  readonly name: string;
  /** Absent: stdout. */
  readonly file?: string;
}

/** Reports whose lines may follow another report on stdout. */
const BESIDE_OTHERS = ['github'];

/** Where GitLab looks for nothing by itself, so that its template names this file. */
const GITLAB_FILE = 'arp-conformance.junit.xml';

/**
 * The reports that were asked for; when none was, those that people look at: a terminal, and what the CI system shows by itself.
 * @throws UsageError for an unknown name, and where two reports would go to one place.
 */
export function reportersOf(
  settings: Settings,
  known: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ReporterChoice[] {
  const texts = (settings.get('reporter')?.value ?? []) as readonly string[];
  const format = settings.get('format')?.value as string | undefined;
  const out = settings.get('out')?.value as string | undefined;
  const reporters = texts.map((text) => reporterOf(text, known));
  if (format !== undefined || out !== undefined) {
    reporters.push({ name: format === undefined || format === 'text' ? 'terminal' : format, ...(out === undefined ? {} : { file: out }) });
  }
  return togetherOf(reporters.length === 0 ? usualReporters(environment) : reporters);
}

/** `--reporter NAME[=FILE]`, as often as it was given; without any the terminal. @throws UsageError as {@link reportersOf} does */
export function chosenReporters(texts: readonly string[], known: readonly string[]): ReporterChoice[] {
  return togetherOf(texts.length === 0 ? [{ name: 'terminal' }] : texts.map((text) => reporterOf(text, known)));
}

function reporterOf(text: string, known: readonly string[]): ReporterChoice {
  const cut = text.indexOf('=');
  const [name, file] = cut < 0 ? [text, undefined] : [text.slice(0, cut), text.slice(cut + 1)];
  if (!known.includes(name)) throw new UsageError(`--reporter knows ${known.join(', ')}; not "${name}".${guess(name, known)}`);
  if (file === '') throw new UsageError(`--reporter ${name}= names no file.`);
  return { name, ...(file === undefined ? {} : { file }) };
}

function togetherOf(reporters: ReporterChoice[]): ReporterChoice[] {
  const toStdout = reporters.filter(({ name, file }) => file === undefined && !BESIDE_OTHERS.includes(name));
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

/** GitHub reads annotations out of the log of a job, GitLab a JUnit file that the job keeps. */
function usualReporters(environment: Readonly<Record<string, string | undefined>>): ReporterChoice[] {
  if (environment.GITHUB_ACTIONS === 'true') return [{ name: 'terminal' }, { name: 'github' }];
  if (environment.GITLAB_CI === 'true') return [{ name: 'terminal' }, { name: 'junit', file: GITLAB_FILE }];
  return [{ name: 'terminal' }];
}
