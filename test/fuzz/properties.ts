import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Json, Spec, StreamRecord } from '../../src/model.js';
import { temporaryFolder } from '../cli/command.js';
import { fresh, healthBody, raw } from '../cli/service.js';
import { checkAll, type Row } from '../hostile/fleet.js';
import { ANSWERS } from '../hostile/prefixes.js';
import { doors } from './built-doors.js';
import { anyJson, mutatedBytes, mutationsOf } from './mutations.js';

const { builtInSpec, customSuites, isEqual, judge, judgeSchema, overlap, readBody, REPORTERS } = doors;
const { specFromFolder, standardKnowledge, storedRun, StreamReading, UsageError, UsageErrors, valueAt, vectors } = doors;

/** What must hold whatever comes in. */
export interface Property {
  readonly title: string;
  /** How often it is tried in `npm test`; the long tests do so fifty times as often. */
  readonly tries: number;
  /**
   * Tries it; within a test, for the files and services that it needs.
   * @returns how often, and what is wrong, with the seed that shows it again
   */
  check(
    parameters: Pick<fc.Parameters, 'seed' | 'path' | 'numRuns' | 'interruptAfterTimeLimit'>,
  ): Promise<{ readonly tries: number; readonly failure?: string }>;
}

function property<Value>(
  title: string,
  tries: number,
  values: fc.Arbitrary<Value>,
  holds: (value: Value) => void | Promise<void>,
): Property {
  return {
    title,
    tries,
    async check(parameters) {
      const details = await fc.check(
        fc.asyncProperty(values, async (value) => holds(value)),
        { ...parameters, markInterruptAsFailure: false, endOnFailure: tries < 10 },
      );
      const { numRuns, failed, seed, counterexamplePath, counterexample, errorInstance } = details;
      if (!failed) return { tries: numRuns };
      const { stack = String(errorInstance) } = (errorInstance ?? {}) as Error;
      const shown = JSON.stringify(counterexample, readable)?.slice(0, 2000) ?? 'none';
      return { tries: numRuns, failure: `seed ${seed}, path "${counterexamplePath}"\n${stack}\nwith ${shown}` };
    },
  };
}

/** Bytes as text. */
function readable(_name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown };
  return type === 'Buffer' && Array.isArray(data) ? Buffer.from(data as number[]).toString('latin1') : value;
}

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const health = (): Buffer => Buffer.from(JSON.stringify(healthBody()));
const anyBytes = fc.uint8Array({ maxLength: 400 });

/** What a reader of JSON that we did not write makes of bytes. */
function readByOthers(bytes: Uint8Array): { readonly json: Json } | 'not JSON' | 'not UTF-8' {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'not UTF-8';
  }
  try {
    return { json: JSON.parse(text) as Json };
  } catch {
    return 'not JSON';
  }
}

const bodies = property(
  'any bytes as a body',
  500,
  fc.oneof(
    anyBytes,
    mutatedBytes(health()),
    anyJson.map((json) => Buffer.from(JSON.stringify(json))),
  ),
  (bytes) => {
    const { value, facts } = readBody(bytes);
    const others = readByOthers(bytes);
    const flaws = facts.filter(({ kind }) => !['bom', 'duplicate_member'].includes(kind));
    if (typeof others === 'object') {
      expect(flaws.filter(({ kind }) => kind !== 'long_name' && kind !== 'too_deep')).toEqual([]);
      if (flaws.length === 0) expect(isEqual(value?.json ?? null, others.json)).toBe(true);
      return;
    }
    expect(flaws.length).toBeGreaterThan(0);
    for (const flaw of flaws) {
      if (flaw.kind === 'not_utf8') expect(readByOthers(bytes.subarray(0, flaw.offset))).not.toBe('not UTF-8-at-all');
      if (flaw.kind !== 'not_json' && flaw.kind !== 'trailing_bytes') continue;
      // What it quotes stands there, and what stands before it is no whole value, or just that.
      expect(Buffer.from(bytes).subarray(flaw.offset).toString('utf8').startsWith(flaw.near)).toBe(true);
      expect(typeof readByOthers(bytes.subarray(0, flaw.offset)) === 'object').toBe(flaw.kind === 'trailing_bytes');
    }
  },
);

let spec: Promise<Spec> | undefined;
const payloads = vectors.valid;

/** The built-in spec, all of its validators loaded. */
function wholeSpec(): Promise<Spec> {
  spec ??= builtInSpec().then(async (one) => {
    await one.prepare(one.schemas);
    return one;
  });
  return spec;
}

const values = property(
  'any JSON value as a body',
  300,
  fc.record({ value: anyJson, schema: fc.nat(1000), status: fc.constantFrom(undefined, 400, 500) }),
  async ({ value, schema, status }) => {
    const one = await wholeSpec();
    const key = one.schemas[schema % one.schemas.length] ?? '';
    for (const fact of judgeSchema(value, key, one.validator(key), status)) if ('at' in fact) expectPlace(value, fact.at);
  },
);

/** What a pointer leads to is there, or could be: it is a member that an object lacks. */
function expectPlace(value: Json, pointer: string): void {
  const there = valueAt(value, pointer);
  const holder = valueAt(value, pointer.slice(0, Math.max(0, pointer.lastIndexOf('/'))));
  expect(there !== undefined || (holder !== null && typeof holder === 'object')).toBe(true);
}

const mutatedPayloads = property(
  'a valid payload, changed in one place',
  400,
  fc.nat(payloads.length - 1).chain((index) => mutationsOf(payloads[index]?.payload ?? null).map((mutated) => ({ index, ...mutated }))),
  async ({ index, value, at: place }) => {
    const one = await wholeSpec();
    const { schema, payload } = payloads[index] as (typeof payloads)[number];
    const judged = one.validator(schema);
    expect(judged(payload)).toEqual([]);
    const breaches = judged(value);
    // What is wrong stands where it was changed, in what holds that, or beside it.
    const around = place.slice(0, Math.max(0, place.lastIndexOf('/')));
    for (const breach of breaches) expect(overlap(breach.at, place) || overlap(breach.at, around)).toBe(true);
    for (const breach of breaches) expectPlace(value, breach.at);
  },
);

const twoJudges = property(
  'what the compiled schemas say is what the interpreted ones say',
  200,
  fc.nat(payloads.length - 1).chain((index) =>
    fc
      .oneof(
        anyJson,
        mutationsOf(payloads[index]?.payload ?? null).map(({ value }) => value),
      )
      .map((value) => ({ index, value })),
  ),
  async ({ index, value }) => {
    const one = await wholeSpec();
    const key = payloads[index]?.schema ?? '';
    const written = await one.schema(key);
    if (written === true) return;
    const interpreted = judge(written, value, { formats: true });
    if (interpreted !== undefined) expect(one.validator(key)(value).length === 0).toBe(interpreted.length === 0);
  },
);

const EVENT = { run_id: 'a-run', seq: 0, type: 'token', time: '2026-01-01T00:00:00Z' };
const anyLine = fc.oneof(
  mutationsOf(EVENT).map(({ value }) => JSON.stringify(value)),
  fc.nat(50).map((seq) => JSON.stringify({ ...EVENT, seq, type: seq > 45 ? 'final' : 'token' })),
  fc.constantFrom('', ' ', '{', '{"a":1}{"b":2}', '\ufeff', ': comment', 'data', 'event: x', '"data: {}\\n\\n"', '\0'),
  fc.string(),
);
const anyStream = fc
  .record({
    lines: fc.array(anyLine, { maxLength: 12 }),
    end: fc.constantFrom('\n', '\r\n', '\r', '\n\n'),
    sse: fc.boolean(),
    more: anyBytes,
    torn: fc.boolean(),
  })
  .map(({ lines, end, sse, more, torn }) =>
    Buffer.concat([Buffer.from(lines.map((line) => `${sse ? 'data: ' : ''}${line}${end}`).join('')), torn ? more : new Uint8Array()]),
  );

async function readStream(pieces: readonly Uint8Array[], framing: 'ndjson' | 'sse' | undefined): Promise<StreamRecord> {
  const one = await wholeSpec();
  const [contract] = one.streams;
  if (contract === undefined) throw new Error('no stream');
  const limits = { idle: 1000, time: 1000, open: 1000, bytes: 1e6, line: 200, events: 8 };
  const reading = new StreamReading({
    contract,
    validator: one.validator(contract.event),
    framing: () => framing,
    reducers: [],
    limits,
    waits: false,
  });
  reading.begin(200, []);
  let going = true;
  for (const piece of pieces) if (going) going = reading.take(Uint8Array.from(piece), 0) !== 'enough';
  return reading.end(going ? 'closed' : 'left', true);
}

const streams = property(
  'any stream, in whatever pieces it comes',
  300,
  fc.record({
    bytes: anyStream,
    cuts: fc.array(fc.nat(2000), { maxLength: 30 }),
    framing: fc.constantFrom('ndjson' as const, 'sse' as const, undefined),
  }),
  async ({ bytes, cuts, framing }) => {
    const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
    const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
    const [whole, cut] = [await readStream([bytes], framing), await readStream(pieces, framing)];
    // How much of it came before it was left depends on the pieces.
    expect({ ...cut, bytes: 0 }).toEqual({ ...whole, bytes: 0 });
  },
);

const samples = ['report.json', 'report-all.json'].map((name) => readFileSync(at(`reports/samples/${name}`)));
const anyReport = fc.constantFrom(...samples).chain((sample) =>
  fc.oneof(
    mutationsOf(JSON.parse(sample.toString()) as Json).map(({ value }) => Buffer.from(JSON.stringify(value))),
    mutatedBytes(sample),
  ),
);

/** Whatever is wrong with a file is told as that. @returns undefined then */
async function orUsageError<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    expect(error.message).toMatch(/^\S[\s\S]*\S$/);
    for (const { place, message } of error instanceof UsageErrors ? error.problems : []) {
      expect(message).not.toBe('');
      expect(place.line ?? 1).toBeGreaterThan(0);
    }
    return undefined;
  }
}

const reports = property('any report, nearly as it was written', 40, anyReport, async (bytes) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'report.json'), bytes);
  const run = await orUsageError(() => storedRun('report.json', folder));
  if (run === undefined) return;
  for (const [name, load] of Object.entries(REPORTERS)) {
    const text = (await load())(run, { color: false, width: 100, quiet: false, verbose: true });
    expect(text, name).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    if (['json', 'sarif', 'ctrf', 'har'].includes(name)) JSON.parse(text);
  }
});

const suiteTexts = readdirSync(at('suites/v1'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('smoke.yaml') || file.endsWith('streams.yaml') || file.endsWith('pages.yaml'))
  .map((file) => readFileSync(at(`suites/v1/${file}`), 'utf8'));
const anySuite = fc.constantFrom(...suiteTexts).chain((text) =>
  fc.oneof(
    mutationsOf(parse(text) as Json).map(({ value }) => Buffer.from(stringify(value))),
    mutatedBytes(Buffer.from(text)),
  ),
);

const suites = property('any suite, nearly as it was written', 12, anySuite, async (bytes) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'suite.yaml'), bytes);
  const one = await wholeSpec();
  await orUsageError(() => customSuites(['suite.yaml'], one, folder));
});

const specFiles = ['openapi', 'schemas'].flatMap((part) =>
  readdirSync(at(`spec/v1/${part}`), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ya?ml|json)$/.test(file))
    .map((file) => `${part}/${file}`),
);
const anySpecFile = fc.constantFrom(...specFiles).chain((file) => {
  const text = readFileSync(at(`spec/v1/${file}`), 'utf8');
  return fc
    .oneof(
      mutationsOf(parse(text) as Json).map(({ value }) => Buffer.from(JSON.stringify(value))),
      mutatedBytes(Buffer.from(text)),
    )
    .map((bytes) => ({ file, bytes }));
});

const specs = property('any copy of the standard, nearly as it was written', 4, anySpecFile, async ({ file, bytes }) => {
  const folder = temporaryFolder();
  for (const part of ['openapi', 'schemas']) cpSync(at(`spec/v1/${part}`), join(folder, part), { recursive: true });
  writeFileSync(join(folder, file), bytes);
  const standard = await standardKnowledge();
  await orUsageError(async () => {
    const one = await specFromFolder(folder, standard);
    for (const key of one.schemas) await orUsageError(() => one.prepare([key]));
    for (const key of one.schemas) one.validator(key)({ run_id: 1, items: [null] });
  });
});

/** Services whose health answers with any bytes; there are many of them in one run of the command line. */
const anyAnswer = fc.oneof(anyBytes, ...Object.values(ANSWERS).map((make) => mutatedBytes(make())));
const then = fc.constantFrom('close' as const, 'close' as const, 'reset' as const);

const answers = property(
  'any bytes as an answer, at the real door',
  2,
  fc.array(fc.record({ bytes: anyAnswer, then }), { minLength: 20, maxLength: 20 }),
  async (all) => {
    const rows: Record<string, Row> = Object.fromEntries(
      all.map(({ bytes, then: end }, index) => [`service ${index}`, { health: fresh(() => raw(bytes, end)), settings: { timeout: 3 } }]),
    );
    const found = await checkAll(rows);
    expect(found.size).toBe(all.length);
    for (const report of found.values()) {
      expect(report.bug).toBeUndefined();
      // Version is as it should be, so that there is something to judge.
      expect([0, 1]).toContain(report.exit_code);
      expect(report.results.filter(({ status }) => status === 'ERROR')).toEqual([]);
    }
  },
);

export const PROPERTIES: readonly Property[] = [bodies, values, mutatedPayloads, twoJudges, streams, reports, suites, specs, answers];
