import type { Json } from '../model.js';

/** Values by name. */
export type Variables = ReadonlyMap<string, Json>;

/** Where a template names something that has no value. */
export class MissingValue extends Error {
  override readonly name = 'MissingValue';
  constructor(readonly variable: string) {
    super(`\${${variable}} has no value`);
  }
}

/**
 * Fills in `${name}`: a text that is nothing else takes the value as it is, elsewhere it becomes text.
 * @throws MissingValue
 */
export function fillIn(template: Json, value: (name: string) => Json | undefined): Json {
  const lookUp = (name: string): Json => {
    const found = value(name);
    if (found === undefined) throw new MissingValue(name);
    return found;
  };
  if (typeof template === 'string') {
    const whole = /^\$\{([^}]+)\}$/.exec(template)?.[1];
    if (whole !== undefined) return lookUp(whole);
    return template.replace(/\$\{([^}]+)\}/g, (_, name: string) => textOf(lookUp(name)));
  }
  if (Array.isArray(template)) return template.map((item) => fillIn(item, value));
  if (template === null || typeof template !== 'object') return template;
  return Object.fromEntries(Object.entries(template).map(([name, item]) => [name, fillIn(item, value)]));
}

/** The names that a template mentions. */
export function namesIn(template: Json | undefined): string[] {
  return [...(JSON.stringify(template ?? null) ?? '').matchAll(/\$\{([^}]+)\}/g)].map(([, name]) => name ?? '');
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
