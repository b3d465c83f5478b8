import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A page of the documentation. */
export interface Page {
  /** Path below the root of the repository. */
  readonly file: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** A fenced block of code. */
export interface Block {
  /** Place for messages: `README.md:12`. */
  readonly place: string;
  readonly language: string;
  readonly text: string;
}

export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export const packageJson = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageJson;

export function readPage(file: string): Page {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return { file, text, blocks: blocksOf(file, text) };
}

/** Every page: those at the top, in `docs/` and in `spec/`. */
export function readPages(): Page[] {
  const below = ['docs', 'spec'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  return [...readdirSync(ROOT), ...below].filter((file) => file.endsWith('.md')).map(readPage);
}

function blocksOf(file: string, text: string): Block[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    place: `${file}:${text.slice(0, match.index).split('\n').length}`,
    language: match[1] ?? '',
    text: match[2] ?? '',
  }));
}

/** The part of a page from one heading to the next of its rank or above. */
export function section({ file, text }: Page, heading: string): string {
  const from = text.indexOf(`${heading}\n`);
  if (from < 0) throw new Error(`${file} has no "${heading}"`);
  const rank = heading.split(' ')[0]?.length ?? 1;
  const rest = text.slice(from + heading.length);
  const end = rest.search(new RegExp(`^#{1,${rank}} `, 'm'));
  return end < 0 ? rest : rest.slice(0, end);
}

/** The rows of all tables in a text as cells, without their heads. */
export function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line, index, lines) => line.startsWith('|') && !/^\|[- |]*\|$/.test(line) && !/^\|[ -]+\|/.test(lines[index + 1] ?? ''))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/** Relative links of a page: where each leads, and what anchor it names there. */
export function relativeLinks({ file, text }: Page): { readonly link: string; readonly target: string; readonly anchor: string }[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path = '', anchor = ''] = link.split('#');
      return { link: `${file} -> ${link}`, target: path === '' ? join(ROOT, file) : resolve(ROOT, dirname(file), path), anchor };
    });
}

/** The anchors that headings make. */
export function anchorsOf(file: string): string[] {
  if (!existsSync(file) || !file.endsWith('.md')) return [];
  const { text } = readPage(relative(ROOT, file));
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Command lines of the shell blocks and of the scripts in YAML blocks, each on one line. */
export function commandLines(page: Page): { readonly place: string; readonly line: string }[] {
  const joined = (text: string): string => text.replace(/\\\n\s*/g, ' ').replace(/\n\s+(?=--)/g, ' ');
  return page.blocks
    .filter(({ language }) => language === 'sh' || language === 'yaml')
    .flatMap(({ place, text }) =>
      joined(text)
        .split('\n')
        .map((line) => ({ place, line: line.trim() })),
    )
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
}
