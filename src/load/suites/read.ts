import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { guess, UsageError } from '../../errors.js';
import { overlap } from '../../json/pointer.js';
import type { Check, Expectations, InvalidVector, Json, Operation, ProbeRequest, Suite, Tier } from '../../model.js';
import { readDocument, type SourceDocument } from '../document.js';

// The package says `export default` but is `module.exports` at run time.
const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;

/** A suite as its author wrote it. */
interface WrittenSuite {
  readonly services: readonly string[];
  readonly tier: Tier;
  readonly checks: readonly WrittenCheck[];
}

/** A check as its author wrote it: ids without the service, and short forms. */
type WrittenCheck = Omit<Check, 'service' | 'tier' | 'requirements' | 'effect' | 'observes' | 'needs' | 'after'> & {
  readonly requirement: string | readonly string[];
  readonly effect?: Check['effect'];
  readonly observes?: string | readonly string[];
  readonly needs?: string | readonly string[];
  readonly after?: string | readonly string[];
  /** One check for each operation that asks for credentials. */
  readonly operations?: 'protected';
  /** One check for each payload of a folder. */
  readonly vectors?: { readonly from: string; readonly set?: Readonly<Record<string, Json>> };
};

/** What the names in a suite may stand for. */
export interface SuiteVocabulary {
  readonly services: readonly string[];
  readonly requirements: ReadonlySet<string>;
  /** Operation ids by service. */
  readonly operations: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ids, service included, of checks of other suites that send a probe: this one may refer to them. */
  readonly senders?: ReadonlySet<string>;
  /** The operations of a service that ask for credentials. */
  protectedOperations(service: string): readonly Operation[];
  /** The invalid payloads of a folder of the vectors. */
  vectors(folder: string): readonly Omit<InvalidVector, 'schema'>[];
}

/**
 * Reads one suite file and holds it to the suite schema and to the words of the spec.
 * @throws UsageError with file, line and column at the first thing that is wrong.
 */
export function readSuite(file: string, schema: Json, words: SuiteVocabulary): Suite {
  const document = readDocument(file);
  checkShape(document, schema);
  const suite = document.value as unknown as WrittenSuite;
  checkWords(document, suite, words);
  return {
    file,
    services: suite.services,
    tier: suite.tier,
    checks: suite.services.flatMap((service) =>
      suite.checks
        .flatMap((check) => [...withVectors(check, words)].flatMap((one) => forOperations(one, service, words)))
        .map((check) => expandCheck(check, service, suite.tier)),
    ),
  };
}

/** A check with vectors becomes one for each of them, which sends it and demands that it is refused. */
function withVectors(check: WrittenCheck, words: SuiteVocabulary): WrittenCheck[] {
  const { vectors, probe, ...rest } = check;
  if (vectors === undefined || probe === undefined) return [check];
  return words.vectors(vectors.from).map(({ name, payload, requirement, why, at }) => ({
    ...rest,
    id: `${check.id}[${name}]`,
    title: `${check.title}: ${why}`,
    requirement: [requirement, ...[check.requirement].flat()],
    probe: { ...probe, body: { ...probe.body, json: withValues(payload, vectors.set ?? {}, at) } },
    expect: { refused: 'as-required' },
  }));
}

/** A check for every operation that asks for credentials: with ids that nothing has, and bodies that would be refused, so that an open service is not changed. */
function forOperations(check: WrittenCheck, service: string, words: SuiteVocabulary): WrittenCheck[] {
  if (check.operations === undefined) return [check];
  return words.protectedOperations(service).map(({ id, method, path, request }) => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of the suite language
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, '${fresh:nothing}']);
    const body = request === undefined ? {} : { body: { json: [] } };
    return {
      ...check,
      id: `${check.id}[${id}]`,
      effect: method === 'GET' ? 'read' : 'refused',
      probe: { ...check.probe, operation: id, path: Object.fromEntries(parameters), ...body },
    };
  });
}

/** Names real resources in a payload, but for the place that is wrong on purpose. */
function withValues(payload: Json, values: Readonly<Record<string, Json>>, wrong: string): Json {
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) return payload;
  const kept = Object.entries(values).filter(([pointer]) => !overlap(pointer, wrong));
  return { ...payload, ...Object.fromEntries(kept.map(([pointer, value]) => [pointer.slice(1), value])) };
}

function expandCheck(written: WrittenCheck, service: string, tier: Tier): Check {
  const {
    requirement,
    observes,
    needs,
    after,
    probe,
    expect,
    effect = 'read',
    vectors: _vectors,
    operations: _operations,
    ...rest
  } = written;
  const full = (name: string): string => `${service}.${name}`;
  return {
    ...rest,
    id: full(written.id),
    service,
    tier,
    requirements: [requirement].flat(),
    effect,
    ...(observes === undefined ? {} : { observes: [observes].flat().map(full) }),
    ...(needs === undefined ? {} : { needs: [needs].flat().map(full) }),
    ...(after === undefined ? {} : { after: [after].flat().map(full) }),
    ...(probe === undefined ? {} : { probe: expandProbe(probe, full) }),
    ...(expect === undefined ? {} : { expect: expandExpectations(expect, full) }),
  };
}

function expandProbe(probe: ProbeRequest, full: (name: string) => string): ProbeRequest {
  if (probe.walk === undefined) return probe;
  const { cut, meanwhile, ...walk } = probe.walk;
  return {
    ...probe,
    walk: {
      ...walk,
      ...(cut === undefined ? {} : { cut: { ...cut, list: full(cut.list) } }),
      ...(meanwhile === undefined ? {} : { meanwhile: full(meanwhile) }),
    },
  };
}

function expandExpectations(expect: Expectations, full: (name: string) => string): Expectations {
  const { same, agree, walk, ...rest } = expect;
  return {
    ...rest,
    ...(walk === undefined ? {} : { walk: { ...walk, ...(walk.keeps === undefined ? {} : { keeps: walk.keeps.map(full) }) } }),
    ...(same === undefined ? {} : { same: { ...same, as: full(same.as) } }),
    ...(agree === undefined
      ? {}
      : {
          agree: agree.map(({ if: condition, then }) => ({
            if: { ...condition, ...(condition.of === undefined ? {} : { of: full(condition.of) }) },
            then,
          })),
        }),
  };
}

function checkShape(document: SourceDocument, schema: Json): void {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: false });
  addFormats(ajv);
  const fits = ajv.compile(schema as AnySchemaObject);
  if (fits(document.value)) return;
  const error = fits.errors?.[0];
  const path = (error?.instancePath ?? '').split('/').slice(1).map(pathPart);
  const extra = error?.params.additionalProperty as string | undefined;
  if (extra !== undefined) {
    const known = Object.keys((error?.parentSchema?.properties as object | undefined) ?? {});
    throw new UsageError(`Unknown key "${extra}".${guess(extra, known)}`, document.place([...path, extra], 'key'));
  }
  throw new UsageError(`This ${error?.message ?? 'does not fit the suite schema'}.`, document.place(path));
}

function checkWords(document: SourceDocument, suite: WrittenSuite, words: SuiteVocabulary): void {
  const ids = new Set<string>();
  for (const [index, service] of suite.services.entries()) {
    if (!words.services.includes(service)) fail(`Unknown service "${service}".${guess(service, words.services)}`, ['services', index]);
  }
  for (const [index, check] of suite.checks.entries()) {
    if (ids.has(check.id)) fail(`The id "${check.id}" stands twice in this suite.`, ['checks', index, 'id']);
    ids.add(check.id);
    for (const id of [check.requirement].flat()) {
      if (!words.requirements.has(id))
        fail(`Unknown requirement "${id}".${guess(id, words.requirements)}`, ['checks', index, 'requirement']);
    }
    for (const service of check.probe === undefined || check.operations !== undefined ? [] : suite.services) {
      const known = words.operations.get(service) ?? new Set();
      const { operation = '' } = check.probe ?? {};
      if (!known.has(operation)) {
        fail(`The service ${service} has no operation "${operation}".${guess(operation, known)}`, ['checks', index, 'probe', 'operation']);
      }
    }
  }
  const senders = new Set(suite.checks.filter(({ probe, derive }) => probe !== undefined && derive === undefined).map(({ id }) => id));
  for (const [index, check] of suite.checks.entries()) {
    const named = [
      check.observes ?? [],
      check.needs ?? [],
      check.after ?? [],
      check.probe?.walk?.cut?.list ?? [],
      check.probe?.walk?.meanwhile ?? [],
      check.expect?.walk?.keeps ?? [],
      check.expect?.same?.as ?? [],
      (check.expect?.agree ?? []).flatMap(({ if: { of } }) => of ?? []),
    ];
    for (const other of named.flat(2)) {
      const elsewhere = suite.services.every((service) => words.senders?.has(`${service}.${other}`));
      if (!senders.has(other) && !elsewhere)
        fail(`No check "${other}" sends a probe in this suite.${guess(other, senders)}`, ['checks', index]);
    }
  }

  function fail(message: string, path: (string | number)[]): never {
    throw new UsageError(message, document.place(path));
  }
}

function pathPart(name: string): string | number {
  const plain = name.replaceAll('~1', '/').replaceAll('~0', '~');
  return /^\d+$/.test(plain) ? Number(plain) : plain;
}
