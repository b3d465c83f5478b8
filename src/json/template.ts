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
 * Fills in `${name}`: a text that is nothing else takes the value as it is, elsewhere it becomes text. Of `${a|b}` the first that has a
 * value counts.
 * @throws MissingValue, with the last of several names
 */
export function fillIn(template: Json, value: (name: string) => Json | undefined): Json {
  const lookUp = (names: string): Json => {
    for (const name of names.split('|')) {
      const found = value(name);
      if (found !== undefined) return found;
    }
    throw new MissingValue(names.split('|').at(-1) ?? '');
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

/** A template filled in as by {@link fillIn}; undefined where something that it names has no value. */
export function fillInGiven(template: Json, value: (name: string) => Json | undefined): Json | undefined {
  try {
    return fillIn(template, value);
  } catch (error) {
    if (error instanceof MissingValue) return undefined;
    throw error;
  }
}

/** The names that a template mentions. */
export function namesIn(template: Json | undefined): string[] {
  return alternativesIn(template).flat();
}

/** The names that a template mentions, those together of which the first that has a value counts. */
export function alternativesIn(template: Json | undefined): string[][] {
  return [...(JSON.stringify(template ?? null) ?? '').matchAll(/\$\{([^}]+)\}/g)].map(([, names = '']) => names.split('|'));
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
