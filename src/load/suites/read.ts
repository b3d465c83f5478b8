import addFormatsModule from 'ajv-formats';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { guess, UsageError } from '../../errors.js';
import type { Check, Expectations, Json, ProbeRequest, Suite, Tier } from '../../model.js';
import { readDocument, type SourceDocument } from '../document.js';

// The package says `export default` but is `module.exports` at run time.
const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;

/** A suite as its author wrote it. */
interface WrittenSuite {
  readonly services: readonly string[];
  readonly tier: Tier;
  readonly checks: readonly WrittenCheck[];
}

interface WrittenCheck {
  readonly id: string;
  readonly title: string;
  readonly requirement: string | readonly string[];
  readonly effect?: Check['effect'];
  readonly probe?: ProbeRequest;
  readonly observes?: string;
  readonly contract?: boolean;
  readonly expect?: Expectations;
}

/** What the names in a suite may stand for. */
export interface SuiteVocabulary {
  readonly services: readonly string[];
  readonly requirements: ReadonlySet<string>;
  /** Operation ids by service. */
  readonly operations: ReadonlyMap<string, ReadonlySet<string>>;
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
    checks: suite.services.flatMap((service) => suite.checks.map((check) => expandCheck(check, service, suite.tier))),
  };
}

function expandCheck(written: WrittenCheck, service: string, tier: Tier): Check {
  const { id, title, requirement, effect = 'read', probe, observes, contract, expect } = written;
  const full = (name: string): string => `${service}.${name}`;
  return {
    id: full(id),
    title,
    service,
    tier,
    requirements: typeof requirement === 'string' ? [requirement] : requirement,
    effect,
    ...(probe === undefined ? {} : { probe }),
    ...(observes === undefined ? {} : { observes: full(observes) }),
    ...(contract === undefined ? {} : { contract }),
    ...(expect === undefined ? {} : { expect: expect.same === undefined ? expect : { ...expect, same: { ...expect.same, as: full(expect.same.as) } } }),
  };
}

function checkShape(document: SourceDocument, schema: Json): void {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: false });
  addFormats(ajv);
  const fits = ajv.compile(schema as AnySchemaObject);
  if (fits(document.value)) return;
  const error = fits.errors?.[0];
  const path = (error?.instancePath ?? '').split('/').slice(1).map(pathPart);
  const extra = error?.params['additionalProperty'] as string | undefined;
  if (extra !== undefined) {
    const known = Object.keys((error?.parentSchema?.['properties'] as object | undefined) ?? {});
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
      if (!words.requirements.has(id)) fail(`Unknown requirement "${id}".${guess(id, words.requirements)}`, ['checks', index, 'requirement']);
    }
    for (const service of check.probe === undefined ? [] : suite.services) {
      const known = words.operations.get(service) ?? new Set();
      const { operation = '' } = check.probe ?? {};
      if (!known.has(operation)) {
        fail(`The service ${service} has no operation "${operation}".${guess(operation, known)}`, ['checks', index, 'probe', 'operation']);
      }
    }
  }
  const senders = new Set(suite.checks.filter(({ probe }) => probe !== undefined).map(({ id }) => id));
  for (const [index, check] of suite.checks.entries()) {
    for (const other of [check.observes, check.expect?.same?.as]) {
      if (other !== undefined && !senders.has(other)) fail(`No check "${other}" sends a probe in this suite.${guess(other, senders)}`, ['checks', index]);
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
