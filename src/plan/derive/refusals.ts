import { type Mutant, mutantsOf } from '../../json/schema/mutants.js';
import type { Check, DerivedCheck, Fault, Json, Operation, ProbeRequest, SchemaBreach, Spec, WrittenBody } from '../../model.js';
import { rowFor } from './rows.js';
import { settler } from './settled.js';
import { familyOf, phraseOf } from './titles.js';

/** A request that must be turned down: the one fault that it has, and what it carries. */
interface Refusal {
  readonly at: string;
  readonly kind: string;
  readonly request: Pick<ProbeRequest, 'body' | 'content_type'>;
  /** Absent where the fault is not one of the schema. */
  readonly mutant?: Mutant;
}

/** `{"\xff":1}` */
const NOT_UTF8 = 'eyL/IjoxfQ==';

/** One check for each constraint of the schema of a request body, and for what is no such body at all. */
export async function refusalChecks(
  check: Check,
  operation: Operation & { readonly request: string },
  spec: Spec,
): Promise<DerivedCheck[]> {
  const [schema] = await Promise.all([spec.schema(operation.request), spec.prepare([operation.request])]);
  const base = check.probe?.body?.json ?? {};
  const settle = settler(schema);
  const judging = (body: Json) => spec.validator(operation.request)(settle(body));
  const refusals = [...faultyBodies(base, operation, judging), ...mutantsOf(schema, base, judging).map(ofMutant)];
  return refusals.map((refusal) => ({ check: checkOf(check, refusal, operation, spec), fault: faultOf(refusal) }));
}

/** What is no JSON, or not declared as such, and a text in place of an object. */
function faultyBodies(base: Json, { bodyRequired }: Operation, judging: (body: Json) => readonly SchemaBreach[]): Refusal[] {
  const text: Mutant = { at: '', pattern: '', kind: 'string', keyword: 'type', twin: base, body: 'x' };
  return [
    ...(bodyRequired ? [{ at: '', kind: 'no-body', request: {} }] : []),
    { at: '', kind: 'malformed', request: { body: { text: JSON.stringify(base).slice(0, -1) } } },
    { at: '', kind: 'not-utf8', request: { body: { base64: NOT_UTF8 } } },
    { at: '', kind: 'media-type', request: { body: { json: base }, content_type: 'text/plain' } },
    ...(judging(text.body).some(({ keyword }) => keyword === 'type') ? [ofMutant(text)] : []),
  ];
}

function ofMutant(mutant: Mutant): Refusal {
  return { at: mutant.at, kind: mutant.kind, request: { body: { json: mutant.body } }, mutant };
}

function faultOf({ kind, mutant }: Refusal): Fault {
  if (mutant === undefined) return { kind };
  const { at, pattern, keyword } = mutant;
  return { kind, breach: { at, pattern, keyword } };
}

function checkOf(check: Check, refusal: Refusal, operation: Operation, spec: Spec): Check {
  const judged = rowFor(operation.id, refusal.at, refusal.kind, spec.refusals) ?? {
    requirements: check.requirements,
    expect: { refused: 'must' as const },
  };
  const { derive: _, probe, ...rest } = check;
  return {
    ...rest,
    id: `${check.id}[${refusal.at}:${refusal.kind}]`,
    family: familyOf(check, refusal.kind),
    title: `${check.title}: ${phraseOf(refusal.at, refusal.kind)}`,
    ...judged,
    probe: {
      operation: operation.id,
      ...withoutBody(probe),
      ...refusal.request,
      ...onBase(refusal.request.body, probe?.body?.base),
      expects: judged.expect.refused === undefined ? 'any' : 'error',
    },
  };
}

function withoutBody(probe: ProbeRequest | undefined): Partial<ProbeRequest> {
  const { body: _, ...rest } = probe ?? { operation: '' };
  return rest;
}

/** What is sent as JSON stays laid over what the user gives. */
function onBase(body: WrittenBody | undefined, base: Json | undefined): Pick<ProbeRequest, 'body'> {
  return base === undefined || body?.json === undefined ? {} : { body: { base, json: body.json } };
}
