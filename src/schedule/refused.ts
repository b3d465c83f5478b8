import { valueAt } from '../json/pointer.js';
import type { Exchange, Json } from '../model.js';

/**
 * What requests named that were turned down, and that no other one was given.
 * @param place `OPERATION/POINTER`: the operation that they were for, and where their bodies hold the name
 */
export function refusedNames(place: string, exchanges: readonly Exchange[]): Json {
  const slash = place.indexOf('/');
  const asked = exchanges.flatMap(({ operation, answer, request: { json } }) => {
    const name = operation === place.slice(0, slash) && json !== undefined ? valueAt(json, place.slice(slash)) : undefined;
    return typeof name === 'string' ? [{ name, refused: isRefusal(answer?.status) }] : [];
  });
  const given = new Set(asked.filter(({ refused }) => !refused).map(({ name }) => name));
  return asked.map(({ name }) => name).filter((name) => !given.has(name));
}

/** Whether a status turns down what was asked, and not who asked. */
function isRefusal(status = 0): boolean {
  return status >= 400 && status < 500 && ![401, 403, 429].includes(status);
}
