import { fromTagged, toTagged } from '../json/tagged.js';
import type { Exchange, Json, RunRecord } from '../model.js';

/** What a run can be judged again from, as JSON: exchanges whole and in their order, in the words of the engine. */
export interface RecordingDocument {
  readonly exchanges: readonly Json[];
  readonly variables: Json;
  readonly unsent: Json;
  readonly stand_ins: Json;
}

/** Secrets are masked before, as in all of a report. */
export function recordingDocument(
  exchanges: ReadonlyMap<string, Exchange>,
  { variables, unsent, standIns = new Map() }: RunRecord,
): RecordingDocument {
  return {
    exchanges: [...exchanges.values()].map(toTagged),
    variables: toTagged(Object.fromEntries(variables)),
    unsent: toTagged(Object.fromEntries(unsent)),
    stand_ins: toTagged(Object.fromEntries(standIns)),
  };
}

/** The inverse of {@link recordingDocument}. */
export function recordingOf(document: RecordingDocument): {
  readonly exchanges: ReadonlyMap<string, Exchange>;
  readonly record: RunRecord;
} {
  const exchanges = document.exchanges.map((one) => fromTagged(one) as Exchange);
  const valuesOf = <Value>(value: Json): Map<string, Value> => new Map(Object.entries(fromTagged(value) as Record<string, Value>));
  return {
    exchanges: new Map(exchanges.map((exchange) => [exchange.key, exchange])),
    record: { variables: valuesOf(document.variables), unsent: valuesOf(document.unsent), standIns: valuesOf(document.stand_ins) },
  };
}
