import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import parseNdjson from 'ndjson-parse';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { contractValidator, placesOf } from './contractValidator.js';
import { filesBelow, isObject, type Json, type JsonObject, readRequirements, readSchemas, VECTORS } from './specFolder.js';

interface Sidecar {
  requirement: string;
  why: string;
  at: string;
  status?: number;
}

const schemas = readSchemas();
const compile = contractValidator();
const valid = filesBelow(`${VECTORS}valid/`);
const invalid = filesBelow(`${VECTORS}invalid/`).filter((file) => file.endsWith('.json'));
const requirements = new Map(readRequirements().requirements.map((requirement) => [requirement.id, requirement]));

const payloadsOf = (file: string): unknown[] => {
  const text = readFileSync(VECTORS + file, 'utf8');
  return file.endsWith('.ndjson') ? parseNdjson(text) : [JSON.parse(text)];
};
const sidecarOf = (file: string): Sidecar =>
  parseYaml(readFileSync(`${VECTORS}invalid/${file.replace(/\.json$/, '.meta.yaml')}`, 'utf8')) as Sidecar;

describe('ARP-SP-001: valid vectors', () => {
  it.each(valid)('%s fits its schema', (file) => {
    const validate = compile(posix.dirname(file));
    const payloads = payloadsOf(`valid/${file}`);
    expect(payloads.length).toBeGreaterThan(0);
    for (const payload of payloads) expect(validate(payload) || validate.errors).toBe(true);
  });

  it('are there for every schema, and for nothing else', () => {
    expect([...new Set(valid.map((file) => posix.dirname(file)))].sort()).toEqual([...schemas.keys()].sort());
  });

  it('have a minimal and a full body for every request', () => {
    const requests = [...schemas.keys()].filter((path) => path.endsWith('_request'));
    expect(requests).toHaveLength(6);
    expect(requests.flatMap((path) => [`${path}/minimal.json`, `${path}/full.json`]).filter((file) => !valid.includes(file))).toEqual([]);
  });

  it.each(valid.filter((file) => file.endsWith('/full.json')))('%s uses every property', (file) => {
    const [payload] = payloadsOf(`valid/${file}`);
    expect(unused(schemas.get(posix.dirname(file)), payload as Json, posix.dirname(file), '')).toEqual([]);
  });

  it('have a log of run events and one of trace events, numbered in order', () => {
    const logs = valid.filter((file) => file.endsWith('.ndjson'));
    expect(logs).toEqual(['runtime/runs/run_event/log.ndjson', 'trace/trace_event/log.ndjson']);
    for (const log of logs) {
      const numbers = payloadsOf(`valid/${log}`).map((event) => (event as { seq: number }).seq);
      expect(numbers).toEqual(numbers.map((_, index) => index));
    }
  });
});

describe('ARP-SP-002: invalid vectors', () => {
  it.each(invalid)('%s fails, at the place that its sidecar names and at no other', (file) => {
    const validate = compile(posix.dirname(file));
    const [payload] = payloadsOf(`invalid/${file}`);
    expect(validate(payload)).toBe(false);
    expect(placesOf(validate.errors)).toEqual([sidecarOf(file).at]);
  });

  it.each(invalid)('%s has a sidecar that is in order', (file) => {
    const { requirement, why, at, status, ...rest } = sidecarOf(file);
    expect(rest).toEqual({});
    expect(requirements.has(requirement)).toBe(true);
    expect(why).toMatch(/^\S.*[^.\s]$/);
    expect(at).toMatch(/^(\/[^/]+)*$/);
    expect(status).toBe(requirement.startsWith('ARP-NV-') ? 400 : undefined);
  });

  it('leave no sidecar without its payload', () => {
    const sidecars = filesBelow(`${VECTORS}invalid/`).filter((file) => !file.endsWith('.json'));
    expect(sidecars).toEqual(invalid.map((file) => file.replace(/\.json$/, '.meta.yaml')).sort());
  });

  it('are there for every negative requirement', () => {
    const covered = new Set(invalid.map((file) => sidecarOf(file).requirement));
    const negative = [...requirements.keys()].filter((id) => id.startsWith('ARP-NV-'));
    expect(negative).toHaveLength(51);
    expect(negative.filter((id) => !covered.has(id))).toEqual([]);
  });

  it('are no two alike', () => {
    const seen = invalid.map((file) => `${posix.dirname(file)} ${JSON.stringify(payloadsOf(`invalid/${file}`))}`);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

/** Declared properties that a payload does not use, as JSON Pointers; an array counts as using what its items use together. */
function unused(schema: Json | undefined, payload: Json, path: string, at: string): string[] {
  if (!isObject(schema)) return [];
  if (typeof schema.$ref === 'string') {
    const target = posix.join(posix.dirname(path), schema.$ref).replace(/\.schema\.json$/, '');
    return unused(schemas.get(target), payload, target, at);
  }
  if (Array.isArray(payload)) {
    if (payload.length === 0) return [at];
    const perItem = payload.map((item) => unused(schema.items, item, path, `${at}/-`));
    return (perItem[0] ?? []).filter((place) => perItem.every((places) => places.includes(place)));
  }
  return isObject(schema.properties) && isObject(payload) ? unusedIn(schema.properties, payload, path, at) : [];
}

function unusedIn(properties: JsonObject, payload: JsonObject, path: string, at: string): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const value = payload[name];
    return value === undefined ? [`${at}/${name}`] : unused(property, value, path, `${at}/${name}`);
  });
}
