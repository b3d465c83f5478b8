import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { placeText, UsageErrors } from '../../../src/errors.js';
import { readSuites } from '../../../src/load/suites/read.js';
import type { SchemaNode } from '../../../src/load/suites/schema-walk.js';
import type { Words } from '../../../src/load/suites/words.js';
import { VectorShelf } from '../../../src/load/vectors/shelf.js';
import type { Check, Json, Operation, Suite } from '../../../src/model.js';
import { filled, OPERATION } from '../exchange.js';

const schemaOf = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`../../../suites/${name}.schema.json`, import.meta.url), 'utf8')) as Json;
const schema = schemaOf('suite');
const folder = mkdtempSync(join(tmpdir(), 'arp-conformance-suites-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const operations: readonly Operation[] = [
  { ...OPERATION, id: 'list_things', path: '/things', protected: true },
  { ...OPERATION, id: 'put_thing', method: 'PUT', path: '/things/{name}/parts/{part}', protected: true, request: 'thing' },
  { ...OPERATION, id: 'health', path: '/health' },
].flatMap((operation) => [
  { ...operation, service: 'runtime' },
  ...(operation.id === 'health' ? [{ ...operation, service: 'daemon' }] : []),
]);
const vectors = [
  { name: 'array', payload: [], requirement: 'ARP-NV-X-03', why: 'it is no object', at: '' },
  { name: 'count-zero', payload: { count: 0, name: 'a' }, requirement: 'ARP-NV-X-01', why: 'count is zero', at: '/count' },
  { name: 'name-number', payload: { name: 5, nested: { a: 1 } }, requirement: 'ARP-NV-X-02', why: 'the name is a number', at: '/name' },
];
mkdirSync(join(folder, 'invalid/things'), { recursive: true });
for (const { name, payload, ...sidecar } of vectors) {
  writeFileSync(join(folder, `invalid/things/${name}.json`), JSON.stringify(payload));
  writeFileSync(join(folder, `invalid/things/${name}.meta.yaml`), stringify(sidecar));
}
const shelf = new VectorShelf({ schema: schemaOf('vector') as SchemaNode });
const words: Words = {
  services: ['runtime', 'daemon'],
  operations,
  requirements: new Set(['ARP-CM-001', 'ARP-CM-002', 'ARP-CM-027', 'ARP-NV-X-01', 'ARP-NV-X-02', 'ARP-NV-X-03']),
  blame: [{ requirement: 'ARP-CM-001' }],
  machines: new Set(['run-state']),
  inputs: new Set(),
  base: [],
  vectors: (pattern) => shelf.select(pattern, folder),
};

function read(checks: string, services = '[runtime]'): Suite {
  const file = join(folder, 'suite.yaml');
  writeFileSync(file, `services: ${services}\ntier: core\nchecks:\n${checks}`);
  return readSuites([file], { schema: schema as SchemaNode }, words)[0] as Suite;
}

/** Messages and `line:column` of what is wrong with a suite. */
function complaints(checks: string, services?: string): string[] {
  try {
    read(checks, services);
  } catch (error) {
    if (!(error instanceof UsageErrors)) throw error;
    return error.problems.map(({ place, message }) => `${placeText(place).replace(/^.*suite\.yaml/, '')} ${message}`);
  }
  throw new Error('was read');
}
/** What is wrong with a suite in which one thing is. */
function complaint(checks: string, services?: string): string {
  const all = complaints(checks, services);
  expect(all).toHaveLength(1);
  return all[0] ?? '';
}
const idsOf = ({ checks }: Suite): string[] => checks.map(({ id }) => id);

describe('a suite', () => {
  it('has each check once for each of its services, with the name of the service before every id', () => {
    const suite = read(
      `  - { id: a, title: A, requirement: ARP-CM-001, probe: { operation: health }, effect: read }
  - { id: b, title: B, requirement: [ARP-CM-001, ARP-CM-002], observes: a, expect: { body: [{ at: /x, equals: 1 }], same: { as: a, at: [/x] } } }
  - id: c
    title: C
    requirement: ARP-CM-002
    needs: a
    effect: read
    probe: { operation: health, again: true }
    expect: { agree: [{ if: { of: a, at: /x, equals: 1 }, then: { at: /y, present: true } }] }
`,
      '[runtime, daemon]',
    );
    expect(idsOf(suite)).toEqual(['runtime.a', 'runtime.b', 'runtime.c', 'daemon.a', 'daemon.b', 'daemon.c']);
    const [, b, c] = suite.checks;
    expect(b).toMatchObject({
      requirements: ['ARP-CM-001', 'ARP-CM-002'],
      observes: ['runtime.a'],
      effect: 'read',
      tier: 'core',
      service: 'runtime',
    });
    expect(b?.expect?.same).toEqual({ as: 'runtime.a', at: ['/x'] });
    expect(c).toMatchObject({ needs: ['runtime.a'], expect: { agree: [{ if: { of: 'runtime.a' } }] } });
  });

  it('gives a request that nothing declares a name, and the requirement that a bad answer breaks', () => {
    const [one] = read(
      '  - { id: a, title: A, requirement: [ARP-CM-002, ARP-CM-001], effect: refused, probe: { outside: { method: PATCH, path: "/things" }, expects: error }, expect: { status: [405] } }\n',
    ).checks;
    expect(one?.probe).toEqual({
      operation: 'PATCH /things',
      outside: { method: 'PATCH', path: '/things', requirement: 'ARP-CM-002' },
      expects: 'error',
    });
  });

  it('has the name of the service before the ids that a walk and its demands name', () => {
    const [, walk] = read(`  - { id: a, title: A, requirement: ARP-CM-001, probe: { operation: list_things }, effect: read }
  - id: b
    title: B
    requirement: ARP-CM-002
    after: a
    effect: read
    probe: { operation: list_things, walk: { most: 5, cut: { list: a, into: 4 }, meanwhile: a } }
    expect: { walk: { ends: true, once: true, keeps: [a] } }
`).checks;
    expect(walk).toMatchObject({
      after: ['runtime.a'],
      probe: { walk: { most: 5, cut: { list: 'runtime.a', into: 4 }, meanwhile: 'runtime.a' } },
      expect: { walk: { ends: true, once: true, keeps: ['runtime.a'] } },
    });
  });

  const refuses = (more = ''): Check[] =>
    [
      ...read(`  - id: sends
    title: Sends
    requirement: ARP-CM-001
    needs: twin
    probe: { operation: put_thing, path: { name: x, part: y } }
    vectors: invalid/things/*.json${more}
  - { id: twin, title: Twin, requirement: ARP-CM-001, effect: write, probe: { operation: put_thing, path: { name: x, part: y } } }
`).checks,
    ].filter(({ id }) => id !== 'runtime.twin');

  it('has a check for each payload of a folder, which demands that it is refused', () => {
    const checks = refuses();
    expect(checks.map(({ id, title }) => [id, title])).toEqual([
      ['runtime.sends[array]', 'Sends: it is no object'],
      ['runtime.sends[count-zero]', 'Sends: count is zero'],
      ['runtime.sends[name-number]', 'Sends: the name is a number'],
    ]);
    expect(checks[1]?.requirements).toEqual(['ARP-NV-X-01', 'ARP-CM-001']);
    expect(checks.map(({ expect: demands }) => demands)).toEqual(Array(3).fill({ refused: 'as-required' }));
    expect(checks.map(({ probe }) => probe?.body?.json)).toEqual(vectors.map(({ payload }) => payload));
    expect(checks[0]?.probe).toMatchObject({ operation: 'put_thing', expects: 'error', path: { name: 'x', part: 'y' } });
    expect(checks.flatMap((check) => Object.keys(check)).filter((key) => key === 'vectors')).toEqual([]);
  });

  it('names real resources in a payload, but not where it is wrong on purpose', () => {
    const bodies = refuses(`\n    set: { /name: "${filled('fresh:ours')}", /count: 3 }`).map(({ probe }) => probe?.body?.json);
    expect(bodies).toEqual([[], { count: 0, name: filled('fresh:ours') }, { name: 5, nested: { a: 1 }, count: 3 }]);
  });

  it('has a check for each operation that asks for credentials, which changes nothing on a service that does not', () => {
    const suite = read(
      '  - { id: none, title: None, requirement: ARP-CM-001, operations: protected, probe: { credentials: none, expects: error }, expect: { status: [401] } }\n',
      '[runtime, daemon]',
    );
    expect(suite.checks.map(({ id, effect }) => [id, effect])).toEqual([
      ['runtime.none[list_things]', 'read'],
      ['runtime.none[put_thing]', 'refused'],
    ]);
    const [list, put] = suite.checks;
    expect(list?.probe).toMatchObject({ operation: 'list_things', path: {}, credentials: 'none', expects: 'error' });
    expect(list?.probe?.body).toBeUndefined();
    expect(put?.probe?.path).toEqual({ name: filled('fresh:nothing'), part: filled('fresh:nothing') });
    expect(put?.probe?.body).toEqual({ json: [] });
  });
});

describe('a mistake in a suite', () => {
  const good = '  - { id: a, title: A, requirement: ARP-CM-001, probe: { operation: health }, effect: read }\n';

  it.each<[string, string, string]>([
    ['a key that is not known', good.replace('effect', 'titel: x, effect'), ':4:79 Unknown key "titel". Did you mean "title"?'],
    ['a key of a probe', good.replace('operation', 'operaton'), ':4:58 Unknown key "operaton". Did you mean "operation"?'],
    ['a requirement', good.replace('ARP-CM-001', 'ARP-CM-01'), ':4:37 Unknown requirement "ARP-CM-01". Did you mean "ARP-CM-001"?'],
    ['an operation', good.replace('health', 'helth'), ':4:69 The service runtime has no operation "helth". Did you mean "health"?'],
    [
      'a request that is declared after all',
      '  - { id: a, title: A, requirement: ARP-CM-001, effect: read, probe: { outside: { method: PUT, path: "/things/x/parts/{y}" } } }\n',
      ':4:81 This request is that of the operation put_thing: name the operation.',
    ],
    ['an id that stands twice', good + good, ':5:11 The id "a" stands twice.'],
    [
      'a check that is observed',
      `${good}  - { id: b, title: B, requirement: ARP-CM-001, observes: [aa], expect: { status: [200] } }\n`,
      ':5:60 No check "aa" sends a probe in this suite. Did you mean "a"?',
    ],
    [
      'a check that is needed',
      `${good}  - { id: b, title: B, requirement: ARP-CM-001, needs: c, probe: { operation: health }, effect: read }\n`,
      ':5:56 No check "c" sends a probe in this suite.',
    ],
    [
      'a check that is compared',
      `${good}  - { id: b, title: B, requirement: ARP-CM-001, observes: a, expect: { same: { as: c, at: [/x] } } }\n`,
      ':5:84 No check "c" sends a probe in this suite.',
    ],
    ...['after: c', 'probe: { operation: health, walk: { most: 2, meanwhile: c } }', 'expect: { walk: { keeps: [c] } }'].map(
      (wrong): [string, string, string] => {
        const probe = wrong.startsWith('probe') ? '' : 'probe: { operation: health }, ';
        const check = `  - { id: b, title: B, requirement: ARP-CM-001, effect: read, ${probe}${wrong} }\n`;
        return [`a check in ${wrong}`, good + check, 'No check "c" sends a probe in this suite.'];
      },
    ),
    ['a tab', `${good}\t- x`, ':5:1 This is not valid YAML'],
  ])('%s: is told with its place', (_what, checks, message) => {
    expect(complaint(checks)).toContain(message);
  });

  it('in its services is told with its place', () => {
    expect(complaint(good, '[runtim]')).toBe(':1:12 Unknown service "runtim". Did you mean "runtime"?');
  });

  it.each<[string, string]>([
    ['an effect that is none', good.replace('effect: read', 'effect: writes')],
    ['no checks', '  []\n'],
    ['an empty requirement', good.replace('ARP-CM-001', '[]')],
    ['a matcher without a demand', good.replace(' }\n', ', expect: { body: [{ at: /x }] } }\n')],
    ['a place that is no pointer', good.replace(' }\n', ', expect: { body: [{ at: x, equals: 1 }] } }\n')],
    ['an id with blanks', good.replace('id: a', 'id: a b')],
    ['a check that judges nothing', '  - { id: a, title: A, requirement: ARP-CM-001 }\n'],
  ])('%s: is told', (_what, checks) => {
    expect(complaint(checks)).toMatch(/^:\d+:\d+ This /);
  });

  it('in the place of a key that is needed is told once', () => {
    expect(complaint(good.replace('title', 'titel'))).toBe(':4:14 Unknown key "titel". Did you mean "title"?');
  });

  it.each<[string, string]>([
    ['two demands of one matcher', good.replace(' }\n', ', expect: { body: [{ at: /x, equals: 1, present: true }] } }\n')],
    ['a value that nobody saves', good.replace('operation: health', `operation: health, query: { x: "${filled('nothing')}" }`)],
    ['a value that nobody uses', good.replace(' }\n', ', save: { unused: /x } }\n')],
    [
      'checks that need each other',
      `  - { id: a, title: A, requirement: ARP-CM-001, needs: b, probe: { operation: health }, effect: read }\n${good.replace('id: a', 'id: b').replace('probe', 'needs: a, probe')}`,
    ],
    ['a parameter that the path lacks', good.replace('operation: health', 'operation: health, path: { id: x }')],
    ['a path without its parameter', good.replace('operation: health', 'operation: put_thing, path: { name: x }').replace('read', 'write')],
    [
      'a folder without vectors',
      good.replace(
        ', probe: { operation: health }, effect: read',
        ', vectors: invalid/thing/*.json, probe: { operation: put_thing, path: { name: x, part: y } }',
      ),
    ],
    ['a machine that is not known', good.replace(' }\n', ', expect: { history: { at: /x, moves: run-stat } } }\n')],
    ['a request that writes and is said to read', good.replace('operation: health', 'operation: put_thing, path: { name: x, part: y }')],
  ])('%s: is told', (_what, checks) => {
    expect(complaint(checks)).toMatch(/^:\d+:\d+ /);
  });
});
