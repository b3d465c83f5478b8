import { valueAt } from '../json/pointer.js';
import type { Exchange, Json } from '../model.js';

/**
 * What requests named that were turned down.
 * @param place `OPERATION/POINTER`: the operation that they were for, and where their bodies hold the name
 */
export function refusedNames(place: string, exchanges: readonly Exchange[]): Json {
  const slash = place.indexOf('/');
  return exchanges.flatMap(({ operation, answer, request: { json } }) => {
    if (operation !== place.slice(0, slash) || json === undefined || !isRefusal(answer?.status)) return [];
    const value = valueAt(json, place.slice(slash));
    return typeof value === 'string' ? [value] : [];
  });
}

/** Whether a status turns down what was asked, and not who asked. */
function isRefusal(status = 0): boolean {
  return status >= 400 && status < 500 && ![401, 403, 429].includes(status);
}
