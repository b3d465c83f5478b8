import { describe, expect, it } from 'vitest';
import type { Answer, BlameRow, Exchange, Fact, Json, Operation, Plan, PlannedProbe, Spec } from '../../../src/model.js';
import { judgeContract } from '../../../src/validate/contract.js';
import { validate } from '../../../src/validate/validate.js';
import { answerOf, exchangeOf, OPERATION, probeOf } from '../exchange.js';

/** A standard of one operation: things have a `name`, errors an `error`; headers of a 401 are demanded. */
const operation: Operation = {
  ...OPERATION,
  answers: {
    '200': { mediaType: 'application/json', schema: 'thing', headers: [] },
    '204': { headers: [] },
    '401': { mediaType: 'application/json', schema: 'error', headers: ['WWW-Authenticate'] },
    default: { mediaType: 'application/json', schema: 'error', headers: [] },
  },
};
const rows: BlameRow[] = [
  { kind: ['unauthorized'], requirement: 'X-AUTH' },
  { kind: ['header_missing'], status: [401], requirement: 'X-401' },
  { kind: ['not_envelope'], optional: true, requirement: 'X-OPTIONAL' },
  { kind: ['not_envelope', 'schema'], answer: 'error', requirement: 'X-ERROR' },
  { kind: ['status', 'not_implemented', 'redirect', 'transport'], operation: [OPERATION.id], requirement: 'X-THING' },
  { kind: ['schema'], at: ['/name'], requirement: 'X-NAME' },
  { kind: ['schema'], requirement: 'X-SCHEMA' },
  { kind: ['media_type'], requirement: 'X-TYPE' },
  { kind: ['unwanted_body'], requirement: 'X-BODY' },
  { kind: ['server_error', 'leak'], requirement: 'X-CLEAN' },
];
const lacks = (value: Json, name: string): boolean => value === null || typeof value !== 'object' || !Object.hasOwn(value, name);
const spec: Spec = {
  ...{
    name: 'v1',
    revision: '0',
    origin: 'test',
    services: ['things'],
    schemas: [],
    operations: [operation],
    requirements: new Map(),
    blame: rows,
  },
  ...{
    refusals: [],
    machines: {},
    inputs: [],
    excluded: [],
    stand_ins: [],
    streams: [],
    creates: [],
    pagers: [],
    optional: [],
    declines: [404],
    leaks: [{ shows: 'a secret', pattern: 'secret \\d' }],
    open_service: '',
    ready: '',
    identity: { operation: '', name: '', version: '' },
  },
  prepare: async () => undefined,
  schema: async () => true,
  validator: (schema) => (value) => {
    const name = schema === 'thing' ? 'name' : 'error';
    return lacks(value, name) ? [{ at: `/${name}`, keyword: 'required', demands: name }] : [];
  },
};
const envelope = { error: { code: 'x', message: 'x' } };
const judged = (answer: Answer | undefined, more: Partial<Exchange> = {}, implemented = true) =>
  judgeContract(exchangeOf({ ...(answer === undefined ? {} : { answer }), ...more }), operation, spec, implemented);
const told = (...args: Parameters<typeof judged>): string[] =>
  judged(...args).findings.map(({ requirement, fact }) => `${requirement} ${fact.kind}`);

describe('an answer where a success is expected', () => {
  it.each<[Answer, string[]]>([
    [answerOf({ name: 'a' }), []],
    [answerOf({}), ['X-NAME schema']],
    [answerOf(envelope, 400), ['X-THING status']],
    [answerOf({ detail: 'no' }, 400), ['X-THING status', 'X-ERROR not_envelope']],
    [answerOf({ name: 'a' }, 201), ['X-THING status']],
    [answerOf(undefined, 302, [['Location', '/x']]), ['X-THING redirect']],
    [
      answerOf(envelope, 401, [
        ['Content-Type', 'application/json'],
        ['WWW-Authenticate', 'Bearer'],
      ]),
      ['X-AUTH unauthorized'],
    ],
    [answerOf(envelope, 401), ['X-AUTH unauthorized', 'X-401 header_missing']],
    [answerOf(envelope, 429), []],
    [answerOf(undefined, 204, []), []],
    [answerOf({ a: 1 }, 204), ['X-BODY unwanted_body']],
    [answerOf({ name: 'a' }, 200, [['Content-Type', 'text/plain']]), ['X-TYPE media_type']],
  ])('%j', (answer, findings) => {
    expect(told(answer)).toEqual(findings);
  });

  it('is not implemented where no answer shows the route', () => {
    expect(told(answerOf(envelope, 404), {}, false)).toEqual(['X-THING not_implemented']);
    expect(told(answerOf(envelope, 404), {}, true)).toEqual(['X-THING status']);
    expect(told(answerOf(envelope, 400), {}, false)).toEqual(['X-THING status']);
  });

  it('is a finding where none came, unless the run was interrupted', () => {
    expect(told(undefined, { failure: { code: 'reset', detail: '' } })).toEqual(['X-THING transport']);
    expect(told(undefined, { failure: { code: 'interrupted', detail: '' } })).toEqual([]);
  });
});

describe('an answer where an error is expected', () => {
  const expects = 'error';
  it.each<[Answer, string[]]>([
    [answerOf(envelope, 400), []],
    [answerOf(envelope, 500), ['X-CLEAN server_error']],
    [answerOf(envelope, 501), []],
    [answerOf({ detail: 'no' }, 400), ['X-ERROR not_envelope']],
    [answerOf(undefined, 500), ['X-ERROR not_envelope', 'X-CLEAN server_error']],
    [answerOf({ error: 'a', why: 'it failed: secret 7' }, 400), ['X-CLEAN leak']],
    // That it is no error is for an expectation to tell; what was wrong in the request may come back in it, and is not told again.
    [answerOf({ name: 'a' }), []],
    [answerOf({}), []],
  ])('%j', (answer, findings) => {
    expect(told(answer, { expects })).toEqual(findings);
  });

  it('hands its body to expectations only if it is one', () => {
    expect(judged(answerOf(envelope, 400), { expects }).body).toEqual({ json: envelope });
    expect(judged(answerOf({ name: 'a' }), { expects }).body).toBeUndefined();
    expect(judged(answerOf(envelope, 400), {}).body).toBeUndefined();
    expect(judged(answerOf({ name: 'a' })).body).toEqual({ json: { name: 'a' } });
  });

  it('may be no answer at all', () => {
    expect(told(undefined, { expects, failure: { code: 'reset', detail: '' } })).toEqual([]);
  });
});

describe('an answer where either will do', () => {
  const expects = 'any';
  it.each<[Answer, string[], Json | undefined]>([
    [answerOf({ name: 'a' }), [], { name: 'a' }],
    [answerOf(envelope, 404), [], envelope],
    [answerOf({ name: 'a' }, 201), ['X-THING status'], undefined],
    [answerOf({ detail: 'no' }, 404), ['X-ERROR not_envelope'], { detail: 'no' }],
    [answerOf(envelope, 500), ['X-CLEAN server_error'], envelope],
  ])('%j', (answer, findings, body) => {
    expect(told(answer, { expects })).toEqual(findings);
    expect(judged(answer, { expects }).body?.json).toEqual(body);
  });
});

describe('a request for something that a service need not have', () => {
  const optional = true;
  it.each<[Answer, string[], number | undefined]>([
    [answerOf({ name: 'a' }), [], undefined],
    [answerOf(envelope, 404), [], 404],
    [answerOf({ detail: 'no' }, 404), ['X-OPTIONAL not_envelope'], undefined],
    [answerOf(envelope, 400), ['X-THING status'], undefined],
    [answerOf(envelope, 500), ['X-THING status'], undefined],
  ])('may be declined: %j', (answer, findings, declined) => {
    expect(told(answer, { optional })).toEqual(findings);
    expect(judged(answer, { optional }).declined).toBe(declined);
  });

  it('puts nothing else to the test when it is declined', () => {
    expect([...judged(answerOf(envelope, 404), { optional }).exercised]).not.toContain('X-THING');
    expect([...judged(answerOf({ name: 'a' }), { optional }).exercised]).toContain('X-THING');
  });
});

describe('a request that no operation declares', () => {
  const outside = { outside: 'X-OUTSIDE', expects: 'error' } as const;
  it.each<[Answer, string[]]>([
    [answerOf(envelope, 404), []],
    [answerOf({ detail: 'no' }, 404), ['X-OUTSIDE not_envelope']],
    // The status is for the check to tell, also where it is about who asks.
    [answerOf(envelope, 403), []],
  ])('has an error of its own: %j', (answer, findings) => {
    expect(told(answer, { ...outside, credentials: 'given' })).toEqual(findings);
  });
});

describe('a request whose refusal breaks a requirement of its own', () => {
  const accepts = 'X-OWN';
  it('breaks it with 4xx and 5xx, and nothing else', () => {
    expect(told(answerOf(envelope, 400), { accepts })).toEqual(['X-OWN status']);
    expect(told(answerOf(envelope, 500), { accepts })).toEqual(['X-OWN status']);
    expect(told(answerOf({ name: 'a' }, 201), { accepts })).toEqual(['X-THING status']);
    expect(told(answerOf({}), { accepts })).toEqual(['X-NAME schema']);
  });

  it('puts it to the test in any case', () => {
    expect(judged(answerOf({ name: 'a' }), { accepts }).exercised).toContain('X-OWN');
    expect(judged(answerOf(envelope, 429), { accepts }).exercised).not.toContain('X-OWN');
  });
});

describe('who is let in', () => {
  const secured = { ...operation, protected: true };
  const turned = (credentials: string): string[] =>
    judgeContract(exchangeOf({ credentials, expects: 'any', answer: answerOf(envelope, 403) }), secured, spec).findings.map(
      ({ requirement }) => requirement,
    );

  it('may depend on credentials where an operation asks for them', () => {
    expect([turned('given'), turned('none'), turned('Bearer x')]).toEqual([['X-AUTH'], [], []]);
  });
});

describe('a whole run', () => {
  const probes: PlannedProbe[] = ['a', 'b', 'c'].map((key) => probeOf(key, { operation }));
  const plan: Plan = {
    ...{ service: 'things', tier: 'core', probes, requirements: [], declared: new Map(), withheld: new Set(), mayBeOpen: false },
    selection: { tier: 'core', include: [], exclude: [], only: [], readOnly: false, credentials: false, auth: 'auto', given: [] },
    checks: [],
  };
  const facts = (answers: Readonly<Record<string, Answer>>): Fact[] => {
    const exchanges = new Map(Object.entries(answers).map(([key, answer]) => [key, exchangeOf({ key, probe: key, answer })]));
    const { contract } = validate(plan, { exchanges, variables: new Map() }, spec);
    return [...contract.values()].flatMap(({ findings }) => findings.map(({ fact }) => fact));
  };

  it('tells once of a route that is not there', () => {
    expect(facts({ a: answerOf(envelope, 404), b: answerOf(envelope, 404), c: answerOf(envelope, 404) })).toEqual([
      { kind: 'not_implemented', actual: 404 },
    ]);
  });

  it('knows a route from any answer that shows it', () => {
    expect(facts({ a: answerOf(envelope, 404), b: answerOf({ name: 'a' }) }).map(({ kind }) => kind)).toEqual(['status']);
    expect(facts({ a: answerOf(envelope, 404), b: answerOf(envelope, 400) }).map(({ kind }) => kind)).toEqual(['status', 'status']);
  });
});
