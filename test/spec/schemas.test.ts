import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contractValidator } from './contractValidator.js';
import { isObject, type Json, readOpenApi, readSchemas, refsOf } from './specFolder.js';

const schemas = readSchemas();
const documents = readOpenApi();
const compile = contractValidator();
const KEYWORDS_WITH_WORDS = new Set(['properties']);

describe('schemas', () => {
  it('are all there', () => {
    expect(schemas.size).toBe(39);
    expect([...documents.keys()]).toEqual(['daemon.openapi.yaml', 'runtime.openapi.yaml', 'tool-registry.openapi.yaml']);
  });

  it.each([...schemas.keys()])('%s compiles in strict mode', (path) => {
    expect(compile(path)).toBeTypeOf('function');
  });

  it.each([...schemas])('%s has the dialect, a title and a description, and no $id', (_path, schema) => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.title).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(schema.description).toMatch(/^[A-Z].+\.$/);
    expect(schema).not.toHaveProperty('$id');
  });

  it.each([...schemas])('%s allows null nowhere', (_path, schema) => {
    expect(JSON.stringify(schema)).not.toMatch(/"null"|"nullable"|"type":\[/);
  });

  it.each([...schemas])('%s describes every property', (path, schema) => {
    expect(undescribed(schema, path)).toEqual([]);
  });
});

describe('ARP-SP-003: every $ref resolves', () => {
  it.each([...schemas])('%s', (path, schema) => {
    const dangling = refsOf(schema).filter((ref) => !schemas.has(posix.join(posix.dirname(path), ref).replace(/\.schema\.json$/, '')));
    expect(dangling).toEqual([]);
  });

  it.each([...documents])('%s', (_file, document) => {
    const refs = refsOf(document);
    expect(refs.length).toBeGreaterThan(10);
    expect(refs.filter((ref) => !resolves(ref, document))).toEqual([]);
  });

  it('notices a $ref that leads nowhere', () => {
    expect(resolves('#/components/responses/Nowhere', { components: { responses: {} } })).toBe(false);
    expect(resolves('../schemas/common/nowhere.schema.json', {})).toBe(false);
  });
});

describe('OpenAPI documents', () => {
  it.each([...documents])('%s is OpenAPI 3.0.3 of API version v1, with a bearer JWT', (_file, document) => {
    expect(document).toMatchObject({
      openapi: '3.0.3',
      info: { version: 'v1' },
      security: [{ bearerAuth: [] }],
      components: { securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    });
  });
});

function resolves(ref: string, document: Json): boolean {
  if (!ref.startsWith('#/')) return schemas.has(posix.join('openapi', ref).replace(/^schemas\/|\.schema\.json$/g, ''));
  let node: Json | undefined = document;
  for (const part of ref.slice(2).split('/')) node = isObject(node) ? node[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  return node !== undefined;
}

function undescribed(node: Json, at: string): string[] {
  if (Array.isArray(node)) return node.flatMap((item, index) => undescribed(item, `${at}/${index}`));
  if (!isObject(node)) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const missing =
      KEYWORDS_WITH_WORDS.has(key) && isObject(value) ? Object.entries(value).filter(([, property]) => !hasWords(property)) : [];
    return [...missing.map(([name]) => `${at}/${key}/${name}`), ...undescribed(value, `${at}/${key}`)];
  });
}

function hasWords(property: Json): boolean {
  return isObject(property) && typeof property.description === 'string' && /^[A-Z].+\.$/.test(property.description);
}
