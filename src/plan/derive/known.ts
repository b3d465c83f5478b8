import { isEqual } from '../../json/equality.js';
import { fitsPattern, valueAt } from '../../json/pointer.js';
import type { Mutant } from '../../json/schema/mutants.js';
import type { Check, Json, SchemaBreach } from '../../model.js';

/** A request that the suites themselves have turned down; tells whether a derived request would be sent for the second time. */
export type KnownRefusal = (fault: Fault) => boolean;

/** What is wrong with a derived request. */
interface Fault {
  readonly kind: string;
  readonly mutant?: Mutant;
}

/** Keywords that one value breaks as well as another. */
const ANY_VALUE = new Set(['required', 'additionalProperties', 'unevaluatedProperties', 'anyOf', 'oneOf', 'format', 'pattern']);

/**
 * The requests of the suites that must be refused because of what they carry.
 * @param judging holds a body to the schema of the operation
 */
export function knownRefusals(
  checks: readonly Check[],
  judging: (body: Json) => readonly SchemaBreach[],
  settle: (body: Json) => Json,
): KnownRefusal[] {
  return checks
    .filter(
      ({ effect, probe, expect }) => effect === 'refused' && (probe?.credentials ?? 'given') === 'given' && expect?.refused !== undefined,
    )
    .map((check) => {
      const { kind, json } = carried(check);
      const breaches = json === undefined ? [] : judging(json);
      const body = json === undefined ? null : settle(json);
      return (fault) => kind === fault.kind || breaches.some((breach) => isRepeated(breach, body, fault.mutant));
    });
}

function breaks(breach: SchemaBreach, mutant: Mutant): boolean {
  return breach.keyword === mutant.keyword && fitsPattern(breach.at, mutant.pattern);
}

function isRepeated(breach: SchemaBreach, body: Json, mutant: Mutant | undefined): boolean {
  if (mutant === undefined || !breaks(breach, mutant)) return false;
  if (ANY_VALUE.has(breach.keyword)) return true;
  const [theirs, ours] = [valueAt(body, breach.at), valueAt(mutant.body, mutant.at)];
  if (theirs === undefined || ours === undefined) return theirs === ours;
  return breach.keyword === 'type' ? sortOf(theirs) === sortOf(ours) : isEqual(theirs, ours);
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
