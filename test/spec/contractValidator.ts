import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readSchemas } from './specFolder.js';

const BASE = 'https://arp.invalid/schemas/';

/**
 * Compiles schemas of the spec folder with ajv's strict mode and formats asserted, all errors told.
 * strictRequired is off: the standard asks in `anyOf` for properties that it declares beside it.
 */
export function contractValidator(): (path: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, ownProperties: true });
  (addFormats as unknown as typeof addFormats.default)(ajv, { mode: 'full' });
  for (const [path, schema] of readSchemas()) ajv.addSchema(schema, `${BASE}${path}.schema.json`);
  return (path) => {
    const validate = ajv.getSchema(`${BASE}${path}.schema.json`);
    if (!validate) throw new Error(`no schema ${path}`);
    return validate;
  };
}

/** JSON Pointers of the places to blame; the branches of a failed `anyOf` are left out, the `anyOf` itself stands for them. */
export function placesOf(errors: ErrorObject[] | null | undefined): string[] {
  const own = (errors ?? []).filter((error) => !error.schemaPath.includes('/anyOf/'));
  return [...new Set(own.map(placeOf))].sort();
}

function placeOf(error: ErrorObject): string {
  const name: unknown = error.params.missingProperty ?? error.params.additionalProperty;
  return typeof name === 'string' ? `${error.instancePath}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` : error.instancePath;
}
