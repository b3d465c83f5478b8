import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/json/schema/judge.js';
import type { Check, Json, Operation, RefusalRow, Spec, Suite } from '../../../src/model.js';
import { withDerived } from '../../../src/plan/derived.js';
import { checks } from '../../house/suites.js';

const SCHEMAS: Readonly<Record<string, Json>> = {
  thing: {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      link: { type: 'string', format: 'uri' },
      size: { type: 'integer', minimum: 1 },
      parts: { $ref: '#/$defs/parts' },
    },
    additionalProperties: false,
    $defs: { parts: { type: 'object', properties: { tags: { type: 'array', items: { type: 'boolean' } } }, additionalProperties: false } },
  },
  size: { type: 'integer', minimum: 1, maximum: 10 },
  token: { type: 'string' },
};
const operations: Operation[] = [
  { id: 'make', service: 'things', method: 'POST', path: '/things', protected: false, request: 'thing', bodyRequired: true, answers: {} },
  {
    ...{ id: 'list', service: 'things', method: 'GET', path: '/things', protected: false, answers: {} },
    parameters: [
      { name: 'size', in: 'query', schema: 'size' },
      { name: 'token', in: 'query', schema: 'token' },
    ],
  },
];
const refusals: RefusalRow[] = [
  { fault: ['media-type'], requirement: ['X-TYPE'], status: [400, 415] },
  { fault: ['format'], requirement: ['X-BODY'], refused: 'as-required' },
  { at: ['/name'], requirement: ['X-NAME', 'X-BODY'] },
];
const spec = {
  operations,
  refusals,
  prepare: async () => undefined,
  validator: (key: string) => (value: Json) => judge(SCHEMAS[key] ?? true, value, { formats: true }) ?? [],
  schema: async (key: string) => SCHEMAS[key] ?? true,
} as unknown as Spec;

// biome-ignore lint/suspicious/noTemplateCurlyInString: a template of the suite language
const NAME = '${fresh}';

const base: Check = {
  ...{
    id: 'things.make.refuses',
    title: 'A bad thing is refused',
    service: 'things',
    tier: 'full',
    requirements: ['X-BODY'],
    effect: 'refused',
  },
  derive: { of: 'request' },
  probe: { operation: 'make', body: { json: { name: NAME } } },
};
const list: Check = { ...base, id: 'things.list.refuses', derive: { of: 'parameters' }, probe: { operation: 'list', query: { x: 1 } } };
const sent = (probe: Check['probe'], more: Partial<Check> = {}): Check => {
  const { derive: _, ...rest } = base;
  return { ...rest, id: 'things.other', expect: { refused: 'must' }, probe: { operation: 'make', ...probe }, ...more };
};
const derived = async (...own: Check[]): Promise<Check[]> => {
  const suite: Suite = { file: 'x.yaml', services: ['things'], tier: 'full', checks: own };
  return (await withDerived([suite], spec)).flatMap((one) => one.checks).filter(({ id }) => id !== 'things.other');
};
const ids = (all: readonly Check[]): string[] => all.map(({ id }) => id.replace(/^things\.\w+\.refuses/, ''));

const ALL = [
  ...['[:no-body]', '[:malformed]', '[:not-utf8]', '[:media-type]', '[:string]', '[:null]', '[:array]', '[/name:missing]'],
  ...['[/no_such_property:unknown-key]', '[/name:null]', '[/name:number]', '[/link:null]', '[/link:number]', '[/link:format]'],
  ...['[/size:null]', '[/size:fraction]', '[/size:numeral]', '[/size:below-minimum]'],
  ...['[/parts:null]', '[/parts:array]', '[/parts/no_such_property:unknown-key]'],
  ...['[/parts/tags:null]', '[/parts/tags:object]', '[/parts/tags/0:null]', '[/parts/tags/0:string]'],
];

describe('the checks that are derived from a body', () => {
  it('are one for each constraint, and for what is no body', async () => {
    expect(ids(await derived(base))).toEqual(ALL);
  });

  it('send the one fault, and leave templates to be filled in', async () => {
    const all = new Map((await derived(base)).map((one) => [one.id, one.probe?.body]));
    expect(all.get('things.make.refuses[/size:below-minimum]')).toEqual({ json: { name: NAME, size: 0 } });
    expect(all.get('things.make.refuses[/name:missing]')).toEqual({ json: {} });
    expect(all.get('things.make.refuses[:malformed]')).toEqual({ text: `{"name":"${NAME}"` });
    expect(all.get('things.make.refuses[:no-body]')).toBeUndefined();
  });

  it('belong to the requirement of the first row that fits, else to that of the check', async () => {
    const all = await derived(base);
    const of = (id: string): unknown[] => {
      const { requirements, expect: expectation, probe } = all.find((one) => one.id === `things.make.refuses[${id}]`) as Check;
      return [requirements, expectation, probe?.expects];
    };
    expect(of(':media-type')).toEqual([['X-TYPE'], { status: [400, 415] }, 'any']);
    expect(of('/link:format')).toEqual([['X-BODY'], { refused: 'as-required' }, 'error']);
    expect(of('/name:null')).toEqual([['X-NAME', 'X-BODY'], { refused: 'must' }, 'error']);
    expect(of('/size:null')).toEqual([['X-BODY'], { refused: 'must' }, 'error']);
  });

  it.each<[string, Check['probe'], string]>([
    ['the same value', { operation: 'make', body: { json: { name: 'x', size: 0 } } }, '[/size:below-minimum]'],
    ['another value of the same kind', { operation: 'make', body: { json: { name: 99 } } }, '[/name:number]'],
    ['another name that is not known', { operation: 'make', body: { json: { name: 'x', more: 1 } } }, '[/no_such_property:unknown-key]'],
    ['a text that is JSON', { operation: 'make', body: { text: 'null' } }, '[:null]'],
    ['a text that is none', { operation: 'make', body: { text: '{' } }, '[:malformed]'],
    ['nothing', { operation: 'make' }, '[:no-body]'],
  ])('leave out what a suite sends: %s', async (_what, probe, gone) => {
    expect(ids(await derived(base, sent(probe)))).toEqual(ALL.filter((id) => id !== gone));
  });

  it.each<[string, Check]>([
    ['of another value', sent({ operation: 'make', body: { json: { name: 'x', size: -7 } } })],
    ['without credentials', sent({ operation: 'make', body: { json: [] }, credentials: 'none' })],
    ['that need not be refused', sent({ operation: 'make', body: { json: [] } }, { expect: { status: [404] } })],
  ])('are there beside a request %s', async (_what, other) => {
    expect(ids(await derived(base, other))).toEqual(ALL);
  });

  it('have one name for each kind of constraint, wherever it stands', async () => {
    const families = new Set((await derived(base)).map(({ family }) => family));
    expect(families.has('things.make.refuses[*:null]')).toBe(true);
    expect(families.size).toBeLessThan(ALL.length);
  });

  it('have titles that tell what is wrong', async () => {
    const titles = (await derived(base)).map(({ title }) => title);
    expect(titles).toContain('A bad thing is refused: /size is below the minimum');
    expect(titles).toContain('A bad thing is refused: the body is missing');
  });
});

describe('the checks that are derived of what must be accepted', () => {
  const positive = (derive: Check['derive']): Check => {
    const { derive: _, ...rest } = base;
    return { ...rest, id: 'things.make.takes', effect: 'write', ...(derive === undefined ? {} : { derive }) };
  };

  it('use every member at once', async () => {
    const [everything, ...others] = await derived(positive({ of: 'everything', with: { '/size': 7 } }));
    expect(others).toEqual([]);
    expect(everything).toMatchObject({ id: 'things.make.takes', probe: { accepts: 'X-BODY' } });
    expect(Object.keys(everything?.probe?.body?.json ?? {}).sort()).toEqual(['link', 'name', 'parts', 'size']);
    expect(everything?.probe?.body?.json).toMatchObject({ name: NAME, size: 7 });
  });

  it('stand at each limit, behind references as well', async () => {
    const all = await derived(positive({ of: 'boundaries' }));
    expect(all.map(({ id }) => id)).toEqual([
      'things.make.takes[/size:minimum]',
      'things.make.takes[/parts:empty]',
      'things.make.takes[/parts/tags:empty]',
    ]);
    expect(all[2]?.probe?.body?.json).toEqual({ name: NAME, parts: { tags: [] } });
  });
});

describe('the checks that are derived from parameters', () => {
  it('send what is out of bounds and what is no number', async () => {
    const all = await derived(list);
    expect(ids(all)).toEqual(['[size:fraction]', '[size:below-minimum]', '[size:above-maximum]', '[size:word]', '[size:negative]']);
    expect(all.map(({ probe }) => probe?.query)).toEqual(['1.5', '0', '11', 'abc', '-1'].map((size) => ({ x: 1, size })));
  });

  it('leave out what a suite sends', async () => {
    const other: Check = { ...sent({ operation: 'list', query: { x: 1, size: 0 } }), effect: 'read' };
    expect(ids(await derived(list, other))).not.toContain('[size:below-minimum]');
  });
});

describe('the checks of the full tier', () => {
  const own = checks.filter(({ id }) => /\[.*:.*\]$/.test(id));

  it('are many', () => {
    for (const [service, least] of [
      ['runtime', 40],
      ['tool-registry', 20],
      ['daemon', 140],
    ] as const)
      expect(own.filter((one) => one.service === service).length).toBeGreaterThan(least);
  });

  it('send no request twice', () => {
    const words = own.map(({ service, probe }) => `${service} ${JSON.stringify(probe)}`);
    expect(new Set(words).size).toBe(words.length);
  });
});
