import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const SPEC = fileURLToPath(new URL('../../spec/v1/', import.meta.url));
export const VECTORS = fileURLToPath(new URL('../../vectors/v1/', import.meta.url));
const SCHEMA_END = '.schema.json';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface Requirement {
  id: string;
  level: string;
  tier: string;
  kind: string;
  services: string[];
  operations?: string[];
  sentence: string;
  source: string;
  mend: string;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every file below a folder, relative to it, with forward slashes, in a stable order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/').slice(folder.length).replace(/^\/+/, ''))
    .sort();
}

/** Schemas by path, such as `runtime/runs/run_request`. */
export function readSchemas(): Map<string, JsonObject> {
  const folder = `${SPEC}schemas/`;
  const files = filesBelow(folder).filter((file) => file.endsWith(SCHEMA_END));
  return new Map(files.map((file) => [file.slice(0, -SCHEMA_END.length), JSON.parse(readFileSync(folder + file, 'utf8')) as JsonObject]));
}

/** OpenAPI documents by file name. */
export function readOpenApi(): Map<string, JsonObject> {
  const folder = `${SPEC}openapi/`;
  return new Map(filesBelow(folder).map((file) => [file, parse(readFileSync(folder + file, 'utf8')) as JsonObject]));
}

export function readRequirements(): { revision: string; requirements: Requirement[] } {
  return parse(readFileSync(`${SPEC}requirements.yaml`, 'utf8')) as { revision: string; requirements: Requirement[] };
}

/** Every `$ref` in a document, at any depth. */
export function refsOf(node: Json): string[] {
  if (Array.isArray(node)) return node.flatMap(refsOf);
  if (!isObject(node)) return [];
  return Object.entries(node).flatMap(([key, value]) => (key === '$ref' && typeof value === 'string' ? [value] : refsOf(value)));
}
