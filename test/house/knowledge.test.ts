import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { spec } from '#built/spec.js';
import { readSources, type Source, sourceOf, stageOf } from './sources.js';

const SCHEMAS = fileURLToPath(new URL('../../spec/v1/schemas/', import.meta.url));

/** Words of the spec that are words of every program, or of this one in a sense of its own. */
const EVERYDAY = new Set([
  // What any value may have.
  ...[
    'name',
    'id',
    'type',
    'code',
    'message',
    'description',
    'version',
    'status',
    'time',
    'level',
    'source',
    'data',
    'count',
    'details',
    'args',
  ],
  // What any program may do.
  ...[
    'error',
    'result',
    'input',
    'output',
    'state',
    'step',
    'events',
    'build',
    'env',
    'info',
    'warn',
    'debug',
    'final',
    'remote',
    'limits',
    'context',
  ],
  // `ok` and `run_id` are keys of the JSON report, `token` is what the user gives, `checks` are what a suite holds, `ready` names an operation.
  ...['ok', 'run_id', 'token', 'checks', 'ready'],
]);

interface SchemaNode {
  readonly properties?: object;
  readonly enum?: readonly unknown[];
}

/** Property names and enum values of every schema, operation ids, and names within paths. */
function wordsOfTheSpec(): Set<string> {
  const words = new Set<string>();
  const visit = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    const { properties, enum: values } = node as SchemaNode;
    if (!Array.isArray(node) && typeof properties === 'object') for (const name of Object.keys(properties)) words.add(name);
    if (!Array.isArray(node) && Array.isArray(values)) for (const value of values) words.add(String(value));
    for (const child of Object.values(node)) visit(child);
  };
  const files = readdirSync(SCHEMAS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  for (const file of files) visit(JSON.parse(readFileSync(SCHEMAS + file, 'utf8')));
  for (const { id, path } of spec.operations) {
    words.add(id);
    for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) words.add(name);
  }
  return words;
}

const words = wordsOfTheSpec();
/** Words of other formats and of our own files that the spec has, too. */
const WORDS_OF_OTHERS = ['load/targets.ts: defaults', 'report/ctrf.ts: failed'];

/** Places in a file that know the spec: whole strings, parts of JSON Pointers and of paths, and accesses to properties. */
function knowledgeIn({ file, code }: Source): string[] {
  const strings = [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)]
    .flatMap(([, single, double, template]) => single ?? double ?? (template ?? '').split(/\$\{[^}]*\}/))
    .flatMap((text) => (text.startsWith('/') ? text.split('/') : [text]));
  const accesses = [...code.matchAll(/[\w)\]?]\.(\w+)/g)].map(([, name = '']) => name);
  const known = [...strings, ...accesses].filter((word) => words.has(word) && !EVERYDAY.has(word));
  const paths = code.match(/\/v1\b/g) ?? [];
  return [...new Set([...known, ...paths])].map((word) => `${file}: ${word}`);
}

describe('the engine', () => {
  it('knows no operation, path, field or state of the protocol: they are data', () => {
    const engine = readSources().filter(({ file }) => stageOf(file) !== 'reference');
    expect(engine.length).toBeGreaterThan(40);
    expect(engine.flatMap(knowledgeIn)).toEqual(WORDS_OF_OTHERS);
  });

  it.each([
    ['an operation id', "const operation = 'create_run';", 'create_run'],
    ['a path', "const url = base + '/v1/x';", '/v1'],
    ['a field in a pointer', "valueAt(body, '/supported_api_versions/0');", 'supported_api_versions'],
    ['a field that is read', 'return body.started_at;', 'started_at'],
    ['a state', 'if (state === "succeeded") stop();', 'succeeded'],
  ])('would be caught with %s', (_what, code, word) => {
    expect(knowledgeIn(sourceOf('x.ts', code))).toEqual([`x.ts: ${word}`]);
  });

  it('may say in a comment what it is for', () => {
    expect(knowledgeIn(sourceOf('x.ts', "/** Such as `/v1/runs`. */\n// 'create_run'\nconst a = 1; // body.started_at"))).toEqual([]);
  });

  it('has words of the spec to look for, and excepts no other ones', () => {
    expect(words.size).toBeGreaterThan(100);
    expect([...EVERYDAY].filter((word) => !words.has(word))).toEqual([]);
  });
});
