import type { Json } from '../model.js';
import { judge } from './schema/judge.js';
import { sampleOf } from './schema/sample.js';
import { asSchema } from './schema/source.js';
import { wrongValues } from './schema/wrong.js';

/**
 * Arguments that break a JSON Schema in one point: a property that its root demands is left out. Everything else is as in a sample, where
 * there is one. The schema is data that a service served and is only looked at.
 * @returns undefined where the root demands no property, so that nothing is sure to break it
 */
export function misfitOf(schema: Json): Json | undefined {
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema)) return undefined;
  const { required } = schema;
  const name = Array.isArray(required) ? required.find((one) => typeof one === 'string') : undefined;
  if (typeof name !== 'string') return undefined;
  const sample = sampleOf(schema);
  if (sample === null || typeof sample !== 'object' || Array.isArray(sample)) return {};
  return Object.fromEntries(Object.entries(sample).filter(([key]) => key !== name));
}

/**
 * Arguments that break a JSON Schema in one point: one property has a value of a wrong type, the nearest that there is. Everything else is as in a
 * sample. That it breaks the schema is proved by interpreting it.
 * @returns undefined where no property is sure to be of some type
 */
export function mistypedOf(schema: Json): Json | undefined {
  const sample = sampleOf(schema, { extent: 'most' });
  if (sample === undefined || sample === null || typeof sample !== 'object' || Array.isArray(sample)) return undefined;
  for (const [name, part] of Object.entries(asSchema(asSchema(schema).properties)).slice(0, MOST_PROPERTIES)) {
    if (!Object.hasOwn(sample, name)) continue;
    const wrong = wrongValues(asSchema(part), sample[name] ?? null).filter(({ kind, keyword }) => keyword === 'type' && kind !== 'null');
    for (const { value } of wrong) {
      const args = { ...sample, [name]: value };
      if (judge(schema, args)?.some(({ keyword }) => keyword === 'type')) return args;
    }
  }
  return undefined;
}

/** Properties of a schema that are tried. */
const MOST_PROPERTIES = 20;
