import type { Json } from '../model.js';

/** The value at a JSON Pointer; undefined when nothing is there. */
export function valueAt(root: Json, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const name of names(pointer)) value = childOf(value, name);
  return value;
}

/** A pointer made ready to be looked up in many values. */
export function placeOf(pointer: string): (root: Json) => Json | undefined {
  const [name, ...rest] = names(pointer);
  if (name === undefined) return (root) => root;
  // What every object has by itself is not there unless it is its own.
  if (rest.length > 0 || name in Object.prototype || name in Array.prototype) return (root) => valueAt(root, pointer);
  return (root) => (root !== null && typeof root === 'object' ? (root as Record<string, Json>)[name] : undefined);
}

/** The JSON Pointers of all values that a pattern with `*` leads to. */
export function located(root: Json, pattern: string): string[] {
  let found: { at: string; value: Json }[] = [{ at: '', value: root }];
  for (const name of patternNames(pattern)) {
    found = found.flatMap(({ at, value }) => {
      if (name !== '*') return [{ at: `${at}/${escaped(name)}`, value: childOf(value, name) ?? null }];
      return value !== null && typeof value === 'object'
        ? Object.entries(value).map(([key, item]) => ({ at: `${at}/${escaped(key)}`, value: item }))
        : [];
    });
  }
  return found.map(({ at }) => at);
}

/** Whether a JSON Pointer fits a pattern in which `*` is one name or index, and `**` any number of them. */
export function fitsPattern(pointer: string, pattern: string): boolean {
  return matches(names(pointer), patternNames(pattern));
}

/** Whether one of two places holds the other, or they are the same. */
export function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/** Whether some value other than null stands at a place that fits the pattern. */
export function hasValueAt(root: Json | undefined, pattern: string): boolean {
  return reach(root, patternNames(pattern));
}

function reach(value: Json | undefined, pattern: readonly string[]): boolean {
  if (value === undefined || value === null) return false;
  const [name, ...rest] = pattern;
  if (name === undefined) return true;
  if (name === '**') return reach(value, rest) || childrenOf(value).some((child) => reach(child, pattern));
  if (name === '*') return childrenOf(value).some((child) => reach(child, rest));
  return reach(childOf(value, name), rest);
}

function childrenOf(value: Json): readonly Json[] {
  return value !== null && typeof value === 'object' ? Object.values(value) : [];
}

function matches(path: readonly string[], pattern: readonly string[]): boolean {
  const [name, ...rest] = pattern;
  if (name === undefined) return path.length === 0;
  if (name === '**') return matches(path, rest) || (path.length > 0 && matches(path.slice(1), pattern));
  return path.length > 0 && (name === '*' || name === path[0]) && matches(path.slice(1), rest);
}

function childOf(value: Json | undefined, name: string): Json | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The JSON Pointer of a member or item of the value at `at`. */
export function below(at: string, name: string | number): string {
  return `${at}/${escaped(String(name))}`;
}

function names(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A name as it is written in a JSON Pointer. */
export function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Patterns may begin with `**` and no slash. */
function patternNames(pattern: string): string[] {
  return names(pattern.startsWith('/') || pattern === '' ? pattern : `/${pattern}`);
}
