import { overlap } from '../../json/pointer.js';
import type { Expectations, Json, ProbeRequest } from '../../model.js';
import type { VectorFile } from '../vectors/vector-file.js';
import type { Draft, WrittenCheck } from './draft.js';
import type { Words } from './words.js';

/** A check as it goes on from its vectors. */
export interface WithVector {
  readonly written: WrittenCheck;
  readonly vector?: VectorFile;
}

/** A check with vectors becomes one for each of them: an invalid one is sent and must be refused, a valid one must be accepted. */
export function withVectors(check: WrittenCheck, { document }: Draft, words: Words): WithVector[] {
  const { vectors, probe } = check;
  if (vectors === undefined || probe === undefined) return [{ written: check }];
  return words.vectors(vectors, document.file).vectors.map(({ name, vector }) => {
    const { requirement, why = name } = vector.sidecar;
    const requirements = [...new Set([requirement ?? [], check.requirement].flat(2))];
    const body = { ...probe.body, json: withValues(vector.payloads[0]?.value ?? null, check.set ?? {}, vector) };
    const base = { ...check, id: `${check.id}[${name}]`, title: `${check.title}: ${why}`, requirement: requirements };
    const written: WrittenCheck =
      vector.kind === 'invalid'
        ? { ...base, effect: 'refused', probe: { ...probe, body, expects: 'error' }, expect: refusal(check.expect, vector, words) }
        : { ...base, effect: 'write', probe: accepted({ ...probe, body }, requirements) };
    return { written, vector };
  });
}

/** That a request is accepted is what the contract says of its status: it is this requirement that a refusal breaks. */
function accepted(probe: ProbeRequest, [first]: readonly string[]): ProbeRequest {
  return first === undefined || probe.accepts !== undefined ? probe : { ...probe, accepts: first };
}

function refusal(written: Expectations | undefined, { sidecar: { status, code } }: VectorFile, { errorCode }: Words): Expectations {
  const ofCode = code === undefined || errorCode === undefined ? [] : [{ at: errorCode, equals: code }];
  const body = [...(written?.body ?? []), ...ofCode];
  return {
    ...written,
    refused: written?.refused ?? 'as-required',
    ...(status === undefined || status === 400 ? {} : { best: status }),
    ...(body.length === 0 ? {} : { body }),
  };
}

/** Names real resources in a payload, but for the place that is wrong on purpose. */
function withValues(payload: Json, values: Readonly<Record<string, Json>>, { sidecar: { at } }: VectorFile): Json {
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) return payload;
  const kept = Object.entries(values).filter(([pointer]) => at === undefined || !overlap(pointer, at));
  return { ...payload, ...Object.fromEntries(kept.map(([pointer, value]) => [pointer.slice(1), value])) };
}
