import type { Json } from '../model.js';
import { valueAt } from './pointer.js';

/** A copy with a value at a JSON Pointer; what holds it has to be there. An index one beyond the end of a list appends to it. */
export function withValue(root: Json, pointer: string, value: Json): Json {
  return changed(root, segments(pointer), () => value);
}

/** A copy without what stands at a JSON Pointer. */
export function withoutValue(root: Json, pointer: string): Json {
  return changed(root, segments(pointer), () => undefined);
}

/** Whether something stands at a JSON Pointer, if only a null. */
export function stands(root: Json, pointer: string): boolean {
  return valueAt(root, pointer) !== undefined;
}

function changed(value: Json, [name, ...rest]: readonly string[], change: () => Json | undefined): Json {
  if (name === undefined) return change() ?? null;
  const inner = (item: Json | undefined): Json | undefined => (rest.length === 0 ? change() : changed(item ?? {}, rest, change));
  if (Array.isArray(value)) {
    const index = Number(name);
    const item = inner(value[index]);
    return item === undefined ? value.toSpliced(index, 1) : [...value.slice(0, index), item, ...value.slice(index + 1)];
  }
  const members = value !== null && typeof value === 'object' ? value : {};
  const item = inner(Object.hasOwn(members, name) ? members[name] : undefined);
  if (item !== undefined) return Object.fromEntries([...Object.entries(members).filter(([key]) => key !== name), [name, item]]);
  return Object.fromEntries(Object.entries(members).filter(([key]) => key !== name));
}

function segments(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}
