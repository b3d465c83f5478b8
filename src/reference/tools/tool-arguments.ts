import { isJsonObject, type Json, type JsonObject } from '../json.js';

/** Whether a value fits a schema made of the keywords that the built-in tools use; a sentence when it does not. */
export function misfit(value: Json, schema: JsonObject, name = 'args'): string | undefined {
  if (!ofType(value, schema.type)) return `${name} has to be of type ${String(schema.type)}`;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return `${name} has to be one of ${schema.enum.join(', ')}`;
  if (typeof value === 'string') return outside([...value].length, schema.minLength, schema.maxLength, `The length of ${name}`);
  if (typeof value === 'number') return outside(value, schema.minimum, schema.maximum, name);
  if (Array.isArray(value)) return misfitOfArray(value, schema, name);
  return isJsonObject(value) ? misfitOfObject(value, schema, name) : undefined;
}

function ofType(value: Json, type: Json | undefined): boolean {
  if (type === 'object') return isJsonObject(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return type === undefined || typeof value === type;
}

function outside(value: number, minimum: Json | undefined, maximum: Json | undefined, what: string): string | undefined {
  if (typeof minimum === 'number' && value < minimum) return `${what} has to be at least ${minimum}`;
  return typeof maximum === 'number' && value > maximum ? `${what} has to be at most ${maximum}` : undefined;
}

function misfitOfArray(value: Json[], schema: JsonObject, name: string): string | undefined {
  const items = isJsonObject(schema.items) ? schema.items : {};
  const found = value.map((item, index) => misfit(item, items, `${name}[${index}]`)).find((fault) => fault !== undefined);
  return found ?? outside(value.length, schema.minItems, schema.maxItems, `The length of ${name}`);
}

function misfitOfObject(value: JsonObject, schema: JsonObject, name: string): string | undefined {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const missing = required.find((key) => !Object.hasOwn(value, key));
  if (missing !== undefined) return `${name}.${missing} is required`;
  for (const [key, item] of Object.entries(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property === undefined && schema.additionalProperties === false) return `${name}.${key} is not an argument of this tool`;
    const fault = isJsonObject(property) ? misfit(item, property, `${name}.${key}`) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}
