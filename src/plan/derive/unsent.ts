import { isEqual } from '../../json/equality.js';
import { fitsPattern, valueAt } from '../../json/pointer.js';
import type { Check, DerivedCheck, Fault, Json, SchemaBreach, Spec } from '../../model.js';
import { operationOf } from './operation.js';
import { settler } from './settled.js';

/**
 * What is left of derived checks without those whose request other checks send.
 * @param rivals checks that send something to the same operation
 * @param deriving the check that all of it comes of
 */
export async function withoutSent(
  made: readonly DerivedCheck[],
  rivals: readonly Check[],
  deriving: Check,
  spec: Spec,
): Promise<readonly DerivedCheck[]> {
  const own = rivals.filter(({ probe }) => (probe?.credentials ?? 'given') === 'given');
  switch (deriving.derive?.of) {
    case 'parameters': {
      const sent = own.map(valuesOf);
      return made.filter(({ check }) => !sent.some((values) => isEqual(values, valuesOf(check))));
    }
    case 'request': {
      const known = await knownRefusals(own, operationOf(deriving, spec)?.request ?? '', spec);
      return made.filter((one) => !known.some((isSame) => isSame(one)));
    }
    default:
      return made;
  }
}

function valuesOf({ probe: { path = {}, query = {} } = { operation: '' } }: Check): Json {
  const texts = (values: Readonly<Record<string, Json>>): Json =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  return [texts(path), texts(query)];
}

/** Keywords that one value breaks as well as another. */
const ANY_VALUE = new Set(['required', 'additionalProperties', 'unevaluatedProperties', 'anyOf', 'oneOf', 'format', 'pattern']);

/** For each request that must be refused because of what it carries, what tells a derived check that would send it for the second time. */
async function knownRefusals(rivals: readonly Check[], request: string, spec: Spec): Promise<((derived: DerivedCheck) => boolean)[]> {
  const refused = rivals.filter(({ effect, expect }) => effect === 'refused' && expect?.refused !== undefined);
  if (refused.length === 0) return [];
  const [schema] = await Promise.all([spec.schema(request), spec.prepare([request])]);
  const settle = settler(schema);
  return refused.map((rival) => {
    const { kind, json } = carried(rival);
    const body = json === undefined ? null : settle(json);
    const breaches = json === undefined ? [] : spec.validator(request)(body);
    return ({ check, fault }) =>
      fault !== undefined && (kind === fault.kind || breaches.some((breach) => isRepeated(breach, body, fault, check.probe?.body?.json)));
  });
}

function isRepeated(theirs: SchemaBreach, body: Json, { breach: ours }: Fault, mutant: Json | undefined): boolean {
  if (ours === undefined || mutant === undefined) return false;
  if (theirs.keyword !== ours.keyword || !fitsPattern(theirs.at, ours.pattern)) return false;
  if (ANY_VALUE.has(theirs.keyword)) return true;
  const values = [valueAt(body, theirs.at), valueAt(mutant, ours.at)] as const;
  if (values[0] === undefined || values[1] === undefined) return values[0] === values[1];
  return theirs.keyword === 'type' ? sortOf(values[0]) === sortOf(values[1]) : isEqual(values[0], values[1]);
}

/** What a value is taken for where a type is asked for. */
function sortOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'fraction';
  return typeof value;
}

function carried({ probe }: Check): { readonly kind?: string; readonly json?: Json } {
  const { body, content_type } = probe ?? {};
  if (content_type !== undefined) return { kind: 'media-type' };
  if (body === undefined) return { kind: 'no-body' };
  if (body.base64 !== undefined) return { kind: 'not-utf8' };
  if (body.json !== undefined) return { json: body.json };
  try {
    return { json: JSON.parse(body.text ?? '') as Json };
  } catch {
    return { kind: 'malformed' };
  }
}
