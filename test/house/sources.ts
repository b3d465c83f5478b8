import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../src/', import.meta.url));

/** A file of `src/`, and what it imports. */
export interface Source {
  /** Path below `src/`. */
  readonly file: string;
  readonly text: string;
  /** The text without comments. */
  readonly code: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** Path below `src/` for a file of ours, else the name as it stands there. */
  readonly name: string;
  readonly ours: boolean;
  /** Loaded together with the file that imports it: neither types alone nor `import()`. */
  readonly atOnce: boolean;
}

/** Every TypeScript file below `src/`, in a stable order. */
export function readSources(): Source[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => sourceOf(file, readFileSync(ROOT + file, 'utf8')));
}

export function sourceOf(file: string, text: string): Source {
  const code = withoutComments(text);
  return { file, text, code, imports: importsOf(file, code) };
}

/** The folder that a file belongs to; files at the top stand for themselves. */
export function stageOf(file: string): string {
  return file.split('/')[0] ?? file;
}

function importsOf(file: string, code: string): Import[] {
  const standing = [...code.matchAll(/^(import|export)\s(type\s)?([^'";]*?\sfrom\s)?'([^']+)'/gm)].map(([, , type, , name = '']) => ({
    name,
    atOnce: type === undefined,
  }));
  const late = [...code.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)].map(([, name = '']) => ({ name, atOnce: false }));
  return [...standing, ...late].map(({ name, atOnce }) => {
    const ours = name.startsWith('.');
    return { name: ours ? posix.join(posix.dirname(file), name).replace(/\.js$/, '.ts') : name, ours, atOnce };
  });
}

/** Comments become blanks; what looks like one inside a string, a template or a regular expression stays. */
function withoutComments(text: string): string {
  const token =
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*(?=\s*[.,;):\]])|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replace(token, (found) => (/^\/[*/]/.test(found) ? found.replace(/[^\n]/g, ' ') : found));
}
