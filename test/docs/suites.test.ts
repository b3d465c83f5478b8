import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { namings, type SchemaNode, walk } from '../../src/load/suites/schema-walk.js';
import type { Json } from '../../src/model.js';
import { type ReferenceService, startReference } from '../../src/reference/index.js';
import { INVOICES_SPEC, startInvoices } from '../fourth/invoices.js';
import { ROOT, readPage } from './pages.js';

const TOKEN = 'a-token-of-the-docs';
const page = readPage('docs/suites.md');
const schema = JSON.parse(readFileSync(join(ROOT, 'suites/suite.schema.json'), 'utf8')) as SchemaNode;

/** A suite that the page shows, and the files beside it. */
interface Example {
  readonly place: string;
  readonly text: string;
  readonly value: { readonly services: readonly string[]; readonly [key: string]: Json | readonly string[] };
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** Files stand behind their path, in the section of the suite that they belong to. */
function examples(): Example[] {
  return page.text.split(/^(?=##)/m).flatMap((part) => {
    const files = [...part.matchAll(/^`([\w./-]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)].map(([, path = '', text = '']) => ({ path, text }));
    const suites = page.blocks.filter(
      ({ text, language }) => language === 'yaml' && /^(# .*\n)?services:/.test(text) && part.includes(text),
    );
    return suites.map(({ place, text }) => ({ place, text, value: parse(text), files }));
  });
}

const all = examples();
const closing: (() => Promise<void>)[] = [];
const urls = new Map<string, string>();
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'arp-docs-suites-'));
  for (const service of ['runtime', 'tool-registry', 'daemon'] satisfies ReferenceService[]) {
    const reference = await startReference({ service, token: TOKEN });
    urls.set(service, reference.url);
    closing.push(() => reference.close());
  }
  const invoices = await startInvoices();
  urls.set('invoices', invoices.url);
  closing.push(() => invoices.close());
});
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
  rmSync(folder, { recursive: true, force: true });
});

describe('every suite in docs/suites.md', () => {
  it('is found', () => {
    expect(all.length).toBeGreaterThan(10);
    expect(all.flatMap(({ files }) => files).length).toBeGreaterThan(3);
  });

  const runs = all.flatMap((example, index) => example.value.services.map((service) => ({ ...example, service, index })));
  it.each(runs)('$place passes against the $service', async ({ text, files, service, index, value }) => {
    const own = join(folder, `${index}-${service}`);
    for (const file of [{ path: 'suite.yaml', text }, ...files]) {
      mkdirSync(dirname(join(own, file.path)), { recursive: true });
      writeFileSync(join(own, file.path), file.text);
    }
    const { check } = (await import(pathToFileURL(join(ROOT, 'dist/index.js')).href)) as typeof import('../../src/index.js');
    const report = await check({
      service,
      url: urls.get(service) ?? '',
      suite: own,
      allowMutations: true,
      ...(service === 'invoices' ? { specPath: INVOICES_SPEC } : { token: TOKEN }),
      ...(text.includes('modes: [required]') ? { auth: 'required' } : {}),
      ...(text.includes('api_key') ? { variables: { api_key: 'the-key-of-the-tenant' } } : {}),
    });
    const ids = ((value.checks ?? []) as unknown as { id: string }[]).map(({ id }) => `${service}.${id}`);
    const results = report.results.filter(({ check_id }) => ids.some((id) => check_id === id || check_id.startsWith(`${id}[`)));
    expect(results.filter(({ status }) => status !== 'PASS').map(({ check_id, message }) => `${check_id}: ${message}`)).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(ids.length);
    expect(report.exit_code).toBe(0);
    expect(JSON.stringify(report)).not.toContain('the-key-of-the-tenant');
  });
});

describe('the schema of suites', () => {
  /** Each key by the schema node that has it, so that `at` of a matcher and `at` of a condition are two. */
  const keysOf = (node: Json, name: string): string[] => {
    if (node === null || typeof node !== 'object') return [];
    if (Array.isArray(node)) return node.flatMap((item) => keysOf(item, name));
    const { properties, $defs, ...rest } = node as SchemaNode;
    const own = Object.entries((properties ?? {}) as SchemaNode).flatMap(([key, child]) => [
      `${name}.${key}`,
      ...keysOf(child, `${name}.${key}`),
    ]);
    return [
      ...own,
      ...Object.values(rest).flatMap((child) => keysOf(child, name)),
      ...Object.entries(($defs ?? {}) as SchemaNode).flatMap(([key, child]) => keysOf(child, key)),
    ];
  };
  const nameOf = new Map<unknown, string>();
  const remember = (node: Json, name: string): void => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const item of node) remember(item, name);
      return;
    }
    nameOf.set(node, name);
    for (const [key, child] of Object.entries(node)) {
      if (key === '$defs') for (const [definition, value] of Object.entries(child as SchemaNode)) remember(value, definition);
      else if (key === 'properties')
        for (const [property, value] of Object.entries(child as SchemaNode)) remember(value, `${name}.${property}`);
      else remember(child, name);
    }
  };

  it('has an example of every key on the page', () => {
    remember(schema as Json, 'suite');
    const used = new Set<string>();
    for (const { value } of all) {
      walk(schema, schema, value as Json, [], (node, at) => {
        if (at === null || typeof at !== 'object' || Array.isArray(at)) return;
        for (const key of Object.keys(at))
          if (Object.hasOwn((node.properties ?? {}) as object, key)) used.add(`${nameOf.get(node)}.${key}`);
      });
    }
    const keys = [...new Set(keysOf(schema as Json, 'suite'))];
    expect(keys.length).toBeGreaterThan(80);
    expect(keys.filter((key) => !used.has(key))).toEqual([]);
  });

  it('has every key of a check told in words', () => {
    const told = new Set([...page.text.matchAll(/`(\w+)(?::[^`]*)?`/g)].map(([, key]) => key));
    const keys = [...new Set(keysOf(schema as Json, 'suite').map((key) => key.split('.').at(-1) ?? ''))];
    expect(keys.filter((key) => !told.has(key) && !['checks', 'id', 'title', 'requirement', 'description'].includes(key))).toEqual([]);
  });

  it('describes every key', () => {
    const silent: string[] = [];
    const visit = (node: Json, name: string): void => {
      if (node === null || typeof node !== 'object') return;
      if (!Array.isArray(node)) {
        for (const [key, child] of Object.entries((node.properties ?? {}) as SchemaNode)) {
          const one = child as SchemaNode;
          const target = typeof one.$ref === 'string' ? ((schema.$defs as SchemaNode)[one.$ref.replace('#/$defs/', '')] as SchemaNode) : {};
          if (one.description === undefined && target.description === undefined) silent.push(`${name}.${key}`);
        }
      }
      for (const [key, child] of Object.entries(node)) visit(child, key);
    };
    visit(schema as Json, 'suite');
    expect(silent).toEqual([]);
  });

  it('names what a text in it names', () => {
    const kinds = new Set(all.flatMap(({ value }) => namings(schema, value as Json).map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(['changed', 'check', 'machine', 'operation', 'requirement', 'service', 'vectors']);
  });
});
