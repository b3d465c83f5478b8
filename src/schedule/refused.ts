import { valueAt } from '../json/pointer.js';
import type { Exchange, Json } from '../model.js';

/**
 * What requests named that were turned down, and that no other one was given: in such an order that the first few of them are from all parts.
 * @param place `OPERATION/POINTER`: the operation that they were for, and where their bodies hold the name
 */
export function refusedNames(place: string, exchanges: readonly Exchange[]): Json {
  const slash = place.indexOf('/');
  const asked = exchanges.flatMap(({ operation, answer, request: { json } }) => {
    const name = operation === place.slice(0, slash) && json !== undefined ? valueAt(json, place.slice(slash)) : undefined;
    return typeof name === 'string' ? [{ name, refused: isRefusal(answer?.status) }] : [];
  });
  const given = new Set(asked.filter(({ refused }) => !refused).map(({ name }) => name));
  return spread(asked.map(({ name }) => name).filter((name) => !given.has(name)));
}

/** All of them, each as far as it can be from those before it: in steps of the golden section. */
function spread<T>(items: readonly T[]): T[] {
  const place = (index: number): number => (index * GOLDEN) % 1;
  const order = items.map((_, index) => index).sort((a, b) => place(a) - place(b));
  const rank = new Map(order.map((index, at) => [index, at]));
  return items.map((_, index) => items[rank.get(index) ?? 0] as T);
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Whether a status turns down what was asked, and not who asked. */
function isRefusal(status = 0): boolean {
  return status >= 400 && status < 500 && ![401, 403, 429].includes(status);
}
