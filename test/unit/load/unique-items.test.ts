import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validatorOf } from '../../../src/load/spec/breaches.js';
import { addressOf, schemaCompiler } from '../../../src/load/spec/compile.js';
import type { Json } from '../../../src/model.js';
import { cpuTime } from '../cpu.js';

const validator = (schema: Json) => validatorOf(schemaCompiler({ main: schema }).getSchema(addressOf('main')) as never);
const breaches = (schema: Json, value: Json): unknown => validator(schema)(value);

const unique = { type: 'array', uniqueItems: true } as const;
const repeated = [{ at: '', keyword: 'uniqueItems', demands: null }];

describe('uniqueItems', () => {
  it('is broken by two items alike, and by nothing else', () => {
    const part = fc.constantFrom<Json>(0, -0, 1, '1', true, 'true', null, 'null', [], {}, '__proto__');
    const { item } = fc.letrec<{ item: Json }>((tie) => ({
      item: fc.oneof(
        { depthSize: 'small' },
        part,
        fc.array(tie('item'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b', '1', '__proto__'), tie('item'), { maxKeys: 2, noNullPrototype: true }),
      ),
    }));
    const judge = validator(unique);
    const plain = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), (list) => {
        const items = list.map(plain);
        const alike = items.some((one, at) => items.slice(0, at).some((other) => isDeepStrictEqual(one, other)));
        expect(judge(items)).toEqual(alike ? repeated : []);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, Json, Json]>([
    [
      'the order of members',
      unique,
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
    ['items of a type', { ...unique, items: { type: 'string' } }, ['a', 'b', 'a']],
    ['items before those of a type', { ...unique, prefixItems: [{ type: 'integer' }, {}], items: { type: 'boolean' } }, [1, 1, true]],
  ])('looks past %s', (_name, schema, value) => {
    expect(breaches(schema, value)).toEqual(repeated);
  });

  it('asks for nothing where it is false', () => {
    expect(breaches({ uniqueItems: false }, [1, 1])).toEqual([]);
  });

  it('takes no time for a long list', () => {
    const list = Array.from({ length: 100_000 }, (_, index) => ({ index }));
    const took = cpuTime(() => expect(breaches(unique, list)).toEqual([]));
    expect(took).toBeLessThan(2000);
  });
});
