import { Ajv2020, type AnySchemaObject, type Options } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { messageOf, UsageError } from '../../errors.js';
import { formats } from '../../json/formats.js';
import type { Json } from '../../model.js';
import { boundLoops } from './bounded-loops.js';
import { countItemsOnce } from './unique-items.js';

/** References between schemas are resolved against this base, so that no message depends on a machine's folders. */
const BASE = 'https://arp.invalid/schemas/';

// The package says `export default` but is `module.exports` at run time.
const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;

/**
 * An ajv that knows all schemas of a spec, by their keys; nothing is compiled yet.
 * @param fileOf where a schema stands, for messages
 * @throws UsageError for a schema that it cannot take, such as one of another dialect
 */
export function schemaCompiler(
  schemas: Readonly<Record<string, Json>>,
  options: Options = {},
  fileOf = (key: string): string => key,
): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    allErrors: true,
    ownProperties: true,
    ...options,
  });
  addFormats(ajv);
  countItemsOnce(ajv);
  boundLoops(ajv);
  for (const [name, check] of Object.entries(formats)) ajv.addFormat(name, check);
  for (const [key, schema] of Object.entries(schemas)) {
    try {
      ajv.addSchema(schema as AnySchemaObject, addressOf(key));
    } catch (error) {
      throw new UsageError(`The schema ${key} cannot be compiled: ${messageOf(error)}.`, { file: fileOf(key) });
    }
  }
  return ajv;
}

/** Schemas have the address that relative references between the published files lead to; those of OpenAPI stand beside them. */
export function addressOf(key: string): string {
  return key.startsWith('openapi/') ? new URL(`../${encodeURIComponent(key)}`, BASE).href : `${BASE}${key}.schema.json`;
}
