import { existsSync } from 'node:fs';
import type { Problem } from '../../errors.js';
import type { Json } from '../../model.js';
import { openSource, readText, type SourceDocument } from '../document.js';
import type { Shape } from '../suites/shape.js';

/** What the file beside a vector says of it. */
export interface Sidecar {
  readonly requirement?: string;
  /** What is wrong, or what is special, in a few words. */
  readonly why?: string;
  /** JSON Pointer to the one thing that is wrong. */
  readonly at?: string;
  /** Status code that a refusal should have. */
  readonly status?: number;
  /** Error code that a refusal should have. */
  readonly code?: string;
}

/** A stored payload: `…/valid/SCHEMA/NAME.json` or `…/invalid/SCHEMA/NAME.json`, or a log of payloads (`.ndjson`). */
export interface VectorFile {
  readonly file: string;
  readonly kind: 'valid' | 'invalid';
  /** Key of its schema: the folders between the kind and the name. */
  readonly schema: string;
  readonly name: string;
  /** Line from 1, for those of a log. */
  readonly payloads: readonly { readonly value: Json; readonly line?: number }[];
  readonly sidecar: Sidecar;
  /** Places in the payload and in the sidecar. */
  problem(message: string, at?: string): Problem;
  sidecarProblem(message: string, key: keyof Sidecar): Problem;
}

/** A vector, or why the file is none. */
export type ReadVector = { readonly vector: VectorFile } | { readonly problems: readonly Problem[] };

const LOG = /\.(ndjson|jsonl)$/;
export const VECTOR = /\.(json|ndjson|jsonl)$/;

/**
 * Reads one vector with its sidecar (`NAME.meta.yaml`).
 * @param path of the file, whose folders tell the kind and the schema
 * @param judgeSidecar holds a sidecar to its shape
 * @param shown what the file is called in messages
 */
export function readVector(path: string, judgeSidecar: (document: SourceDocument) => Shape, shown = path): ReadVector {
  const file = path.replaceAll('\\', '/');
  const parts = file.replace(VECTOR, '').split('/');
  const at = Math.max(parts.lastIndexOf('valid'), parts.lastIndexOf('invalid'));
  const [kind, schema, name] = [parts[at], parts.slice(at + 1, -1).join('/'), parts.at(-1) ?? ''];
  if ((kind !== 'valid' && kind !== 'invalid') || schema === '' || at < 0)
    return {
      problems: [{ message: 'A vector stands in valid/ or invalid/, in folders that are the path of its schema.', place: { file: shown } }],
    };
  const beside = path.replace(VECTOR, '.meta.yaml');
  const meta = existsSync(beside) ? readSidecar(beside, shown.replace(VECTOR, '.meta.yaml'), judgeSidecar) : undefined;
  const text = readText(path);
  const payloads = LOG.test(file) ? readLog(shown, text) : readOne(shown, text);
  const problems = [...payloads.problems, ...(meta?.problems ?? [])];
  if (problems.length > 0) return { problems };
  const document = meta?.document;
  const vector: VectorFile = {
    file: shown,
    kind,
    schema,
    name,
    payloads: payloads.values,
    sidecar: (document?.value ?? {}) as Sidecar,
    problem: (message, pointer = '') => placed(shown, text, message, pointer),
    sidecarProblem: (message, key) => document?.problem(message, [key]) ?? { message, place: { file: shown } },
  };
  return { vector };
}

/** Files that say something of a vector that is not there. */
export function loneSidecars(files: readonly string[]): Problem[] {
  const known = new Set(files.filter((file) => VECTOR.test(file)).map((file) => file.replace(VECTOR, '')));
  return files
    .filter((file) => file.endsWith('.meta.yaml') && !known.has(file.slice(0, -'.meta.yaml'.length)))
    .map((file) => ({ message: 'There is no vector of this name beside it.', place: { file } }));
}

function readSidecar(
  path: string,
  shown: string,
  judge: (document: SourceDocument) => Shape,
): { document?: SourceDocument; problems: readonly Problem[] } {
  const opened = openSource(shown, readText(path));
  if ('problems' in opened) return opened;
  return { document: opened.document, problems: judge(opened.document).problems };
}

interface Payloads {
  readonly values: VectorFile['payloads'];
  readonly problems: readonly Problem[];
}

function readOne(file: string, text: string): Payloads {
  try {
    return { values: [{ value: JSON.parse(text) as Json }], problems: [] };
  } catch {
    const opened = openSource(file, text);
    const problems = 'problems' in opened ? opened.problems : [opened.document.problem('This is not JSON.', [])];
    return { values: [], problems: problems.map((problem) => ({ ...problem, message: problem.message.replace('YAML', 'JSON') })) };
  }
}

function readLog(file: string, text: string): Payloads {
  const values: { value: Json; line: number }[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    try {
      values.push({ value: JSON.parse(line) as Json, line: index + 1 });
    } catch {
      problems.push({ message: 'This line is not JSON.', place: { file, line: index + 1, column: 1 }, line });
    }
  }
  if (values.length + problems.length === 0) problems.push({ message: 'This log has no line.', place: { file } });
  return { values, problems };
}

/** A place in a payload; in a log only its line is known. */
function placed(file: string, text: string, message: string, pointer: string): Problem {
  const [, line] = /^line:(\d+)$/.exec(pointer) ?? [];
  if (line !== undefined)
    return { message, place: { file, line: Number(line), column: 1 }, line: text.split(/\r?\n/)[Number(line) - 1] ?? '' };
  const opened = openSource(file, text);
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));
  return 'document' in opened ? opened.document.problem(message, path) : { message, place: { file } };
}
