import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, Spec } from '../../src/model.js';
import { judgeSchema } from '../../src/validate/schema.js';
import { bundled } from '../report/bundled.js';

type Loaders = typeof import('../../src/load/spec/built-in.js') & typeof import('../../src/load/spec/folder.js');

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { builtInSpec, standardKnowledge, specFromFolder } = await bundled<Loaders>('src/load/spec/built-in.ts', 'src/load/spec/folder.ts');
const vectors = ['valid', 'invalid'].flatMap((kind) =>
  readdirSync(`${ROOT}vectors/v1/${kind}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(json|ndjson)$/.test(file))
    .map((file) => ({ kind, file: file.replaceAll('\\', '/'), schema: posix.dirname(file.replaceAll('\\', '/')) })),
);

let builtIn: Spec;
let folder: Spec;

beforeAll(async () => {
  builtIn = await builtInSpec();
  folder = await specFromFolder(`${ROOT}spec/v1`, await standardKnowledge());
  const schemas = [...new Set(vectors.map(({ schema }) => schema))];
  await Promise.all([builtIn.prepare(schemas), folder.prepare(schemas)]);
});

describe('the spec in the build and the one from spec/v1', () => {
  it('have the same services and operations', () => {
    expect([...folder.services].sort()).toEqual([...builtIn.services].sort());
    expect(folder.operations).toEqual(builtIn.operations);
  });

  it('know the same of the standard', () => {
    const known = ({ name, revision, requirements, blame, ready, identity }: Spec): object => ({
      name,
      revision,
      requirements,
      blame,
      ready,
      identity,
    });
    expect(known(folder)).toEqual(known(builtIn));
  });

  it('have a validator for every schema that an operation names', async () => {
    const named = builtIn.operations
      .flatMap(({ request, answers }) => [request, ...Object.values(answers).map(({ schema }) => schema)])
      .filter((key) => key !== undefined);
    await Promise.all([builtIn.prepare(named), folder.prepare(named)]);
    for (const key of named) for (const spec of [builtIn, folder]) expect(spec.validator(key)(12), key).not.toEqual([]);
  });

  it('find the same in every vector, and the right thing', () => {
    expect(vectors.length).toBeGreaterThan(150);
    for (const { kind, file, schema } of vectors) {
      const text = readFileSync(`${ROOT}vectors/v1/${kind}/${file}`, 'utf8');
      const payloads = (file.endsWith('.ndjson') ? text.trim().split('\n') : [text]).map((line) => JSON.parse(line) as Json);
      for (const payload of payloads) {
        const [ours, theirs] = [builtIn, folder].map((spec) => judgeSchema(payload, schema, spec.validator(schema)));
        expect(theirs, file).toEqual(ours);
        expect(ours?.length === 0, file).toBe(kind === 'valid');
      }
    }
  });
});
