import { describe, expect, it } from 'vitest';
import { readSources, type Source, sourceOf, stageOf } from './sources.js';

const STAGES = ['options', 'load', 'plan', 'schedule', 'probe', 'validate', 'verdict', 'report', 'store', 'reference'];
/** What every stage may know: files at the top, and folders of what can be said of any JSON value and of any stream of bytes. */
const SHARED = ['model.ts', 'model', 'errors.ts', 'clock.ts', 'secrets.ts'];
const FOUNDATIONS = ['json', 'framing'];
/** What may know several stages. */
const ABOVE = [
  'run.ts',
  'held.ts',
  'judge.ts',
  'stand-ins.ts',
  'check.ts',
  'reports.ts',
  'recorded.ts',
  'cli.ts',
  'index.ts',
  'vitest.ts',
  'self-test',
  'commands',
];
const NETWORK = /^(node:(http|https|http2|net|tls|dgram)|undici(\/.*)?)$/;
const WRITES =
  /\b(?:writeFile|appendFile|mkdir|mkdtemp|rename|rm|rmdir|unlink|copyFile|symlink|truncate|chmod|utimes)(?:Sync)?\b|\bcreateWriteStream\b|\bopenSync\b/;

const sources = readSources();
const inStage = (stage: string): Source[] => sources.filter(({ file }) => stageOf(file) === stage);

/** Imports of a stage that lead out of it. */
function strays({ file, imports }: Source): string[] {
  const stage = stageOf(file);
  return imports
    .filter(({ name, ours }) =>
      ours ? ![stage, ...FOUNDATIONS, ...SHARED].includes(stageOf(name)) : name.startsWith('#built/') && stage !== 'load',
    )
    .map(({ name }) => `${file} imports ${name}`);
}

function uses(source: Source, pattern: RegExp): string[] {
  return source.code.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${source.file}:${index + 1}: ${line.trim()}`] : []));
}

describe('the house', () => {
  it('has no other rooms than these', () => {
    const known = [...STAGES, ...FOUNDATIONS, ...SHARED, ...ABOVE];
    expect(sources.map(({ file }) => file).filter((file) => !known.includes(stageOf(file)))).toEqual([]);
    for (const stage of STAGES) expect(inStage(stage), stage).not.toEqual([]);
  });

  it.each([...STAGES, ...FOUNDATIONS])('%s knows itself, what is shared and packages, and no other stage', (stage) => {
    expect(inStage(stage).flatMap(strays)).toEqual([]);
  });

  it('would notice a stage that knows another', () => {
    const bad = sourceOf('verdict/x.ts', "import { a } from '../validate/matcher.js';\nconst b = await import('../report/text.js');\n");
    expect(strays(bad)).toHaveLength(2);
  });

  it.each(SHARED)('%s imports nothing of ours but the model', (room) => {
    const found = inStage(room);
    expect(found).not.toEqual([]);
    expect(found.flatMap(({ imports }) => imports).filter(({ name, ours }) => ours && stageOf(name) !== 'model')).toEqual([]);
  });

  it('imports only files that are there', () => {
    const files = new Set(sources.map(({ file }) => file));
    expect(
      sources.flatMap(({ file, imports }) =>
        imports.filter(({ name, ours }) => ours && !files.has(name)).map(({ name }) => `${file}: ${name}`),
      ),
    ).toEqual([]);
  });

  it('has no circles in what is loaded together', () => {
    expect(circles(sources)).toEqual([]);
    const [a, b] = [sourceOf('a.ts', "import { b } from './b.js';\n"), sourceOf('b.ts', "export { a } from './a.js';\n")];
    expect(circles([a, b])).not.toEqual([]);
  });

  it('has no default exports', () => {
    const own = sources.filter(({ file }) => !file.endsWith('.d.ts'));
    expect(own.flatMap((source) => uses(source, /\bexport default\b|\bas default\b/))).toEqual([]);
  });

  it('touches the process in cli.ts alone', () => {
    const others = sources.filter(({ file }) => file !== 'cli.ts');
    // `hrtime` is a clock; everything else of the module is the state of the process.
    const touch = /(?<![.\w'-])process\s*[.[]|globalThis\.process|(?<!import \{ hrtime \} from )'node:process'/;
    expect(others.flatMap((source) => uses(source, touch))).toEqual([]);
    expect(uses(sourceOf('x.ts', "process.exit(1);\nimport { env } from 'node:process';\n"), touch)).toHaveLength(2);
  });

  it('meets the network in probe and reference alone', () => {
    const others = sources.filter(({ file }) => !['probe', 'reference'].includes(stageOf(file)));
    expect(
      others.flatMap(({ file, imports }) => imports.filter(({ name }) => NETWORK.test(name)).map(({ name }) => `${file}: ${name}`)),
    ).toEqual([]);
    expect(others.flatMap((source) => uses(source, /\bfetch\(/))).toEqual([]);
  });

  it('writes to disk in store alone', () => {
    const others = sources.filter(({ file, imports }) => stageOf(file) !== 'store' && imports.some(({ name }) => /^node:fs/.test(name)));
    expect(others.flatMap((source) => uses(source, WRITES))).toEqual([]);
    expect(inStage('store').flatMap((source) => uses(source, WRITES))).not.toEqual([]);
  });

  it('has no drawer for odds and ends', () => {
    expect(sources.map(({ file }) => file).filter((file) => /(^|[/-])(utils?|helpers?|common|misc|shared)([/.-])/.test(file))).toEqual([]);
  });

  it('has a front door of at most 140 lines', () => {
    expect(sources.find(({ file }) => file === 'cli.ts')?.text.split('\n').length).toBeLessThanOrEqual(140);
  });

  it('has files of a size that can be read', () => {
    const lengths = sources.map(({ text }) => text.trimEnd().split('\n').length).sort((a, b) => a - b);
    const long = sources.filter(({ text }) => text.split('\n').length > 200).map(({ file }) => file);
    console.log(`src: ${lengths.length} files, median ${lengths[lengths.length >> 1]} lines, above 200: ${long.join(', ') || 'none'}`);
    expect(lengths.length).toBeGreaterThan(50);
  });
});

/** Circles among static imports of values, each as the path that closes it. */
function circles(all: readonly Source[]): string[] {
  const next = new Map(
    all.map(({ file, imports }) => [file, imports.filter(({ ours, atOnce }) => ours && atOnce).map(({ name }) => name)]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    else if (!done.has(file)) {
      for (const name of next.get(file) ?? []) visit(name, [...path, file]);
      done.add(file);
    }
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}
