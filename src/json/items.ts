import type { ItemOf, Json } from '../model.js';
import { isEqual } from './equality.js';
import { valueAt } from './pointer.js';

/** Whether an item of a list has these values, by JSON Pointer into it. */
export function hasValues(item: Json, values: Readonly<Record<string, Json>>): boolean {
  return Object.entries(values).every(([pointer, value]) => isEqual(valueAt(item, pointer) ?? null, value));
}

/** The pointer to a place, which may lie in the first item of a list that has some values; undefined where the list has no such item. */
export function placeIn(root: Json, at: string, item: ItemOf | undefined): string | undefined {
  if (item === undefined) return at;
  const list = valueAt(root, item.of);
  const index = Array.isArray(list) ? list.findIndex((one) => hasValues(one, item.with)) : -1;
  return index < 0 ? undefined : `${item.of}/${index}${at}`;
}
