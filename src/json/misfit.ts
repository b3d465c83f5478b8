import type { Json } from '../model.js';
import { sampleOf } from './schema/sample.js';

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
