import { stands, withValue } from '../../json/edit.js';
import { overlay } from '../../json/overlay.js';
import { fitsPattern } from '../../json/pointer.js';
import { waysToFit } from '../../json/schema/merge.js';
import { sampleOf } from '../../json/schema/sample.js';
import { asSchema, below, numberOf, type Schema, SchemaNotUnderstood, SchemaSource } from '../../json/schema/source.js';
import type { Check, DerivedCheck, Json, Operation, ProbeRequest, Spec } from '../../model.js';
import { settler } from './settled.js';
import { familyOf, phraseOf } from './titles.js';

type Taking = Operation & { readonly request: string };

/** A body that fits, and what is at a limit in it. */
interface Fitting {
  readonly at: string;
  readonly kind: string;
  readonly body: Json;
}

/** Deepest place that is brought to a limit. */
const MAX_DEPTH = 8;

/** One check that sends every member that the schema of the body names, at once. */
export async function everythingCheck(check: Check, operation: Taking, spec: Spec): Promise<DerivedCheck[]> {
  const schema = await spec.schema(operation.request);
  const most = sampleOf(schema, { extent: 'most' }) ?? {};
  const whole = Object.entries(check.derive?.with ?? {}).reduce(
    (body, [at, value]) => withValue(body, at, value),
    overlay(most, check.probe?.body?.json ?? {}),
  );
  const body = await proved(whole, schema, operation, spec);
  return body === undefined ? [] : [sending(check, operation, body, check.id, check.title)];
}

/** One check for each limit of the schema of the body: the smallest and the largest number, what is empty. */
export async function boundaryChecks(check: Check, operation: Taking, spec: Spec): Promise<DerivedCheck[]> {
  const schema = await spec.schema(operation.request);
  const wanted = check.derive?.at ?? ['**'];
  const all = boundariesOf(schema, check.probe?.body?.json ?? {}).filter(({ at }) => wanted.some((pattern) => fitsPattern(at, pattern)));
  const checks = all.map(async ({ at, kind, body }) => {
    const fitting = await proved(body, schema, operation, spec);
    if (fitting === undefined) return [];
    const made = sending(check, operation, fitting, `${check.id}[${at}:${kind}]`, `${check.title}: ${phraseOf(at, kind)}`);
    return [{ check: { ...made.check, family: familyOf(check, kind) } }];
  });
  return (await Promise.all(checks)).flat();
}

/** The body, when our own validator says that it fits. */
async function proved(body: Json, schema: Json, { request }: Taking, spec: Spec): Promise<Json | undefined> {
  await spec.prepare([request]);
  return spec.validator(request)(settler(schema)(body)).length === 0 ? body : undefined;
}

function sending(check: Check, operation: Operation, json: Json, id: string, title: string): DerivedCheck {
  const { derive: _, probe, ...rest } = check;
  const { body, ...request }: ProbeRequest = probe ?? { operation: operation.id };
  const [requirement = ''] = check.requirements;
  return { check: { ...rest, id, title, probe: { accepts: requirement, ...request, body: { ...body, json } } } };
}

/** Bodies with one place at a limit each, which the base does not have. */
function boundariesOf(schema: Json, base: Json): Fitting[] {
  const source = new SchemaSource(schema);
  const found: Fitting[] = [];
  const visit = (written: Json, at: string, body: Json, depth: number): void => {
    for (const [name, part] of Object.entries(asSchema(wayOf(written, source).properties))) {
      const [place, own] = [below(at, name), wayOf(part, source)];
      const isFree = !stands(body, place);
      if (isFree) for (const [kind, value] of limitsOf(own)) found.push({ at: place, kind, body: withValue(body, place, value) });
      const held = isFree ? sampleOf(part, { source }) : undefined;
      if (!isOf('object', own) || depth > MAX_DEPTH || (isFree && held === undefined)) continue;
      visit(part, place, held === undefined ? body : withValue(body, place, held), depth + 1);
    }
  };
  visit(schema, '', base, 0);
  return found;
}

function wayOf(written: Json, source: SchemaSource): Schema {
  try {
    return waysToFit(written, source)[0] ?? {};
  } catch (error) {
    if (error instanceof SchemaNotUnderstood) return {};
    throw error;
  }
}

/** What a reference leads to has its types in a list. */
function isOf(word: string, { type }: Schema): boolean {
  return [type].flat().includes(word);
}

function limitsOf(schema: Schema): (readonly [string, Json])[] {
  const { minimum, maximum } = schema;
  if (isOf('object', schema)) return [['empty', {}]];
  if (isOf('array', schema)) return [['empty', []]];
  const [least, most] = [numberOf(minimum), numberOf(maximum)];
  return [...(least === undefined ? [] : [['minimum', least] as const]), ...(most === undefined ? [] : [['maximum', most] as const])];
}
