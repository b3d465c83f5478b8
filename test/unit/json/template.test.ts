import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillIn, MissingValue, namesIn } from '../../../src/json/template.js';
import type { Json } from '../../../src/model.js';
import { filled } from '../exchange.js';

const values: Readonly<Record<string, Json>> = { id: 'a', n: 3, list: [1, { x: null }], none: null, yes: true, dollar: '$&$1' };
const fill = (template: Json): Json => fillIn(template, (name) => values[name]);
const [id, n, list] = ['id', 'n', 'list'].map(filled);

describe('a template', () => {
  it.each<[Json, Json]>([
    [id ?? '', 'a'],
    [n ?? '', 3],
    [list ?? '', [1, { x: null }]],
    [filled('none'), null],
    [`x${id}-${n}`, 'xa-3'],
    [`${list}!`, '[1,{"x":null}]!'],
    [`${filled('yes')}.`, 'true.'],
    [`<${filled('dollar')}>`, '<$&$1>'],
    [
      { a: [id ?? '', 1], [id ?? '']: 2 },
      { a: ['a', 1], [id ?? '']: 2 },
    ],
    [`$id {id} ${filled('')} $`, `$id {id} ${filled('')} $`],
    [`x${filled('id').slice(0, -1)}`, `x${filled('id').slice(0, -1)}`],
    [`${id}${id}`, 'aa'],
    [5, 5],
    [null, null],
  ])('%j becomes %j', (template, json) => {
    expect(fill(template)).toEqual(json);
  });

  it('leaves what mentions nothing as it is', () => {
    const plain = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('${'));
    fc.assert(
      fc.property(plain, (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json;
        expect(fill(json)).toEqual(json);
        expect(namesIn(json)).toEqual([]);
      }),
    );
  });

  it('is filled in once: what a service said is no template', () => {
    expect(fillIn(filled('a'), () => filled('b'))).toBe(filled('b'));
    expect(fillIn(`x${filled('a')}`, () => filled('b'))).toBe(`x${filled('b')}`);
  });

  it('that names what has no value says which', () => {
    expect(() => fill({ a: [`x${filled('gone')}`] })).toThrow(new MissingValue('gone'));
    expect(() => fill(filled('gone'))).toThrow(MissingValue);
  });

  it('tells the names that it mentions', () => {
    expect(namesIn({ a: `${id}/${n}`, b: [filled('sample:tool/input_schema')] })).toEqual(['id', 'n', 'sample:tool/input_schema']);
    expect(namesIn(undefined)).toEqual([]);
  });
});
