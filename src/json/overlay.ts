import type { Json } from '../model.js';

/** One value laid over another: objects are joined member by member, anything else takes the place of what was below. */
export function overlay(below: Json, above: Json): Json {
  if (!isObject(below) || !isObject(above)) return above;
  const joined = Object.entries(above).map(([name, value]) => [
    name,
    Object.hasOwn(below, name) ? overlay(below[name] as Json, value) : value,
  ]);
  return { ...below, ...Object.fromEntries(joined) };
}

function isObject(value: Json): value is { [name: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
