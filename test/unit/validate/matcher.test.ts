import { describe, expect, it } from 'vitest';
import type { Json, Matcher } from '../../../src/model.js';
import { meets } from '../../../src/validate/matcher.js';
import { cpuTime } from '../cpu.js';
import { exchangeOf, filled } from '../exchange.js';

const variables = new Map<string, Json>([
  ['id', 'a'],
  ['tool', { name: 'b' }],
]);
const exchange = exchangeOf({
  item: { tool: { name: 'c' } },
  request: { path: { id: 'p' }, query: { size: '1' }, json: { count: 2, deep: [{ x: 1 }] } },
});

/** True: nothing to complain of. Undefined: nothing to be judged. */
function good(matcher: Matcher, body: Json | undefined): boolean | undefined {
  const facts = meets(matcher, { exchange, body }, variables);
  return facts === undefined ? undefined : facts.length === 0;
}
const list = [{ id: 'a', n: 1 }, { id: 'b' }];

describe('a matcher', () => {
  it.each<[Matcher, Json, boolean | undefined]>([
    [{ at: '/a', equals: 1 }, { a: 1 }, true],
    [{ at: '/a', equals: 1 }, { a: '1' }, false],
    [{ at: '/a', equals: 1 }, {}, false],
    [{ at: '/a', equals: 1 }, { a: null }, false],
    [{ at: '', equals: { b: [1], a: 1 } }, { a: 1, b: [1] }, true],
    [{ at: '', equals: { a: 1 } }, { a: 1, b: 2 }, false],
    [{ at: '', equals: { a: 1 }, without: ['/b'] }, { a: 1, b: 2 }, true],
    [{ at: '', equals: { a: 1, b: 3 }, without: ['/b'] }, { a: 1, b: 2 }, true],
    [{ at: '', equals: { a: 1, b: 3 }, without: ['/b'] }, { a: 2, b: 3 }, false],
    [{ at: '', equals: { a: 1, c: null }, without: ['/b'] }, { a: 1 }, true],
    [{ at: '', equals: { a: { b: 1 }, c: [{ d: 1 }] }, without: ['/a/b', '/c/0/d'] }, { a: { b: 2 }, c: [{ d: 2 }] }, true],
    [{ at: '', equals: { a: { b: 1 } }, without: ['/b'] }, { a: { b: 2 } }, false],

    [{ at: '/a', not: true }, { a: false }, true],
    [{ at: '/a', not: true }, { a: true }, false],
    [{ at: '/a', not: true }, {}, true],

    [{ at: '/a', in: ['x', 1] }, { a: 1 }, true],
    [{ at: '/a', in: ['x', 1] }, { a: 'y' }, false],
    [{ at: '/a', in: ['x', 1] }, {}, undefined],

    [{ at: '/a', present: true }, { a: 0 }, true],
    [{ at: '/a', present: true }, { a: null }, false],
    [{ at: '/a', present: true }, {}, false],
    [{ at: '/a', absent: true }, {}, true],
    [{ at: '/a', absent: true }, { a: null }, true],
    [{ at: '/a', absent: true }, { a: '' }, false],

    [{ at: '/a', unique: '/id' }, { a: list }, true],
    [{ at: '/a', unique: '/id' }, { a: [...list, { id: 'a', n: 2 }] }, false],
    [{ at: '/a', unique: '/id' }, { a: [] }, true],
    [{ at: '/a', unique: '' }, { a: [1, 2, 1] }, false],
    [{ at: '/a', unique: '/id' }, { a: 'list' }, undefined],
    [{ at: '/a', unique: '/id' }, {}, undefined],

    [{ at: '/a', includes: { b: 1 } }, { a: { b: 1, c: 2 } }, true],
    [{ at: '/a', includes: { b: 1 } }, { a: { b: 2 } }, false],
    [{ at: '/a', includes: { b: 1 } }, {}, false],
    [{ at: '', includes: { a: filled('sent:/count') } }, { a: 2, b: 1 }, true],

    [{ at: '', some: ['/a', '/b/c'] }, { b: { c: 0 } }, true],
    [{ at: '', some: ['/a', '/b/c'] }, { a: null, b: {}, c: 1 }, false],
    [{ at: '/x', some: ['/a', '/b'] }, {}, undefined],

    [{ at: '/a', increasing: '/n' }, { a: [{ n: 0 }, { n: 1 }, { n: 7 }] }, true],
    [{ at: '/a', increasing: '/n' }, { a: [{ n: 0 }, { n: 0 }] }, false],
    [{ at: '/a', increasing: '/n' }, { a: [{ n: 2 }, {}, { n: 1 }] }, false],
    [{ at: '/a', increasing: '/n' }, { a: [{ n: 2 }] }, undefined],
    [{ at: '/a', increasing: '/n' }, { a: [] }, undefined],

    [{ item: { of: '/a', with: { '/id': 'b' } }, at: '/n', absent: true }, { a: list }, true],
    [{ item: { of: '/a', with: { '/id': filled('id') } }, at: '/n', equals: 1 }, { a: list }, true],
    [{ item: { of: '/a', with: { '/id': filled('id') } }, at: '/n', equals: 2 }, { a: list }, false],
    [{ item: { of: '/a', with: { '/id': 'c' } }, at: '/n', equals: 1 }, { a: list }, undefined],
    [{ item: { of: '/a', with: { '/id': 'a' } }, at: '', includes: { n: 1 } }, { a: list }, true],
    [{ item: { of: '/a', with: { '/id': 'a' } }, at: '/n', equals: 1 }, { a: { id: 'a', n: 1 } }, undefined],
    [{ item: { of: '/a', with: { '/id': filled('nothing') } }, at: '/n', equals: 1 }, { a: list }, undefined],

    [{ at: '/a', at_most: 2 }, { a: list }, true],
    [{ at: '/a', at_most: filled('query:size') }, { a: list }, false],
    [{ at: '/a', at_most: filled('query:nothing') }, { a: list }, undefined],

    [{ at: '/a', count: 2 }, { a: list }, true],
    [{ at: '/a', count: 2 }, { a: [] }, false],
    [{ at: '/a', count: filled('sent:/count') }, { a: list }, true],
    [{ at: '/a', count: filled('sent:/count') }, { a: [1] }, false],
    [{ at: '/a', count: filled('sent:/nothing') }, { a: [1] }, undefined],
    [{ at: '/a', count: 2 }, { a: 2 }, undefined],
    [{ at: '/a', at_most: 2 }, { a: list }, true],
    [{ at: '/a', at_most: 1 }, { a: list }, false],
    [{ at: '/a', at_most: 1 }, { a: {} }, undefined],

    [{ at: '/a', lists: { '/id': 'a', '/n': 1 } }, { a: list }, true],
    [{ at: '/a', lists: { '/id': 'b', '/n': 1 } }, { a: list }, false],
    [{ at: '/a', lists: { '/id': 'a' } }, { a: [] }, false],
    [{ at: '/a', lists: { '/id': filled('id') } }, { a: list }, true],
    [{ at: '/a', lists: { '/id': 'a' } }, {}, undefined],
    [{ at: '/a', lacks: { '/id': 'c' } }, { a: list }, true],
    [{ at: '/a', lacks: { '/id': 'a', '/n': 1 } }, { a: list }, false],
    [{ at: '/a', lacks: { '/id': 'a', '/n': 2 } }, { a: list }, true],
    [{ at: '/a', lacks: { '/id': 'c' } }, { a: 'list' }, undefined],

    [{ at: '/a', contains: 'v1' }, { a: ['v0', 'v1'] }, true],
    [{ at: '/a', contains: 'v1' }, { a: ['V1'] }, false],
    [{ at: '/a', contains: 'v1' }, { a: 'v1' }, undefined],
    [{ at: '/a', contains: { b: 1, c: [2] } }, { a: [{ c: [2], b: 1 }] }, true],

    [{ at: '/a', matches: '\\S' }, { a: ' x ' }, true],
    [{ at: '/a', matches: '\\S' }, { a: ' ' }, false],
    [{ at: '/a', matches: '\\S' }, { a: 1 }, undefined],
    [{ at: '/a', matches: '\\S' }, {}, undefined],
    [{ at: '/a', matches: '^.$' }, { a: '😀' }, true],

    [{ at: '/a', now_within: 300 }, { a: '2026-01-15T09:25:00Z' }, true],
    [{ at: '/a', now_within: 300 }, { a: '2026-01-15T09:35:01Z' }, true],
    [{ at: '/a', now_within: 300 }, { a: '2026-01-15T09:24:59Z' }, false],
    [{ at: '/a', now_within: 300 }, { a: '2026-01-15T09:35:02Z' }, false],
    [{ at: '/a', now_within: 300 }, { a: '2026-01-15T10:30:00+01:00' }, true],
    [{ at: '/a', now_within: 300 }, { a: 'soon' }, undefined],

    [{ at: '/b', not_before: '/a' }, { a: '2026-01-15T09:25:00Z', b: '2026-01-15T09:25:00Z' }, true],
    [{ at: '/b', not_before: '/a' }, { a: '2026-01-15T10:25:00+01:00', b: '2026-01-15T09:25:01Z' }, true],
    [{ at: '/b', not_before: '/a' }, { a: '2026-01-15T09:25:01Z', b: '2026-01-15T09:25:00Z' }, false],
    [{ at: '/b', not_before: '/a' }, { b: '2026-01-15T09:25:00Z' }, undefined],
    [{ at: '/b', not_before: '/a' }, { a: '2026-01-15T09:25:00Z' }, undefined],
    [{ at: '/b', not_before: '/a' }, { a: 'then', b: '2026-01-15T09:25:00Z' }, undefined],

    [{ at: '/a', equals: filled('path:id') }, { a: 'p' }, true],
    [{ at: '/a', equals: filled('path:id') }, { a: 'q' }, false],
    [{ at: '/a', equals: filled('path:other') }, { a: 'q' }, undefined],
    [{ at: '/a', equals: filled('sent:/deep/0/x') }, { a: 1 }, true],
    [{ at: '/a', equals: filled('sent:') }, { a: { deep: [{ x: 1 }], count: 2 } }, true],
    [{ at: '/a', equals: filled('tool/name') }, { a: 'c' }, true],
    [{ at: '/a', equals: filled('nothing') }, { a: 'c' }, undefined],

    [{ at: '/*/id', matches: '\\S' }, list, true],
    [{ at: '/*/id', matches: '\\S' }, [...list, { id: ' ' }], false],
    [{ at: '/*/id', matches: '\\S' }, [...list, {}], true],
    [{ at: '/*/id', present: true }, [...list, {}], false],
    [{ at: '/*/id', matches: '\\S' }, [], undefined],
    [{ at: '/a/*/b/*', in: [1, 2] }, { a: [{ b: [1, 2] }, { b: [] }, { b: [3] }] }, false],
  ])('%j on %j: %s', (matcher, body, verdict) => {
    expect(good(matcher, body)).toBe(verdict);
  });

  it('judges nothing without a body', () => {
    for (const demand of [{ present: true }, { absent: true }, { equals: 1 }, { not: 1 }] as const) {
      expect(good({ at: '/a', ...demand }, undefined)).toBeUndefined();
    }
  });

  it('says where, what was asked for, and what was there', () => {
    expect(meets({ at: '/*/id', equals: filled('id') }, { exchange, body: list }, variables)).toEqual([
      { kind: 'matcher', at: '/1/id', demands: { equals: 'a' }, actual: 'b' },
    ]);
    expect(meets({ at: '/a', present: true }, { exchange, body: { a: null } }, variables)).toEqual([
      { kind: 'matcher', at: '/a', demands: { present: true }, actual: undefined },
    ]);
  });

  it('takes no long list for long', () => {
    const items = Array.from({ length: 3000 }, (_, index) => ({ id: `${index}` }));
    expect(cpuTime(() => expect(good({ at: '', unique: '/id' }, items)).toBe(true))).toBeLessThan(400);
  });
});
