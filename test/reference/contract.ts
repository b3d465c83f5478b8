import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import { expect } from 'vitest';

// The embedded services are held to the published schemas by ajv: neither their own checker nor ours has a say here.
const SCHEMAS = new URL('../../spec/v1/schemas/', import.meta.url).pathname;
const BASE = 'https://arp.invalid/schemas/';

const ajv = new Ajv2020({ strict: false, allErrors: true });
// The package is CommonJS: under NodeNext its function is typed as a member of its namespace.
(formatsPlugin as unknown as (target: Ajv2020) => void)(ajv);
for (const entry of readdirSync(SCHEMAS, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.json')) continue;
  const file = join(entry.parentPath, entry.name);
  ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')), `${BASE}${relative(SCHEMAS, file)}`);
}

/** Whether a value fits a schema, named by its path such as `common/health`; the errors when it does not. */
function misfits(schema: string, value: unknown): string[] {
  const validate = ajv.getSchema(`${BASE}${schema}.schema.json`);
  if (validate === undefined) throw new Error(`no schema ${schema}`);
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

/** Expects that a value fits a schema. */
export function expectFit(schema: string, value: unknown): void {
  expect(misfits(schema, value), JSON.stringify(value)).toEqual([]);
}
