import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import { readBaseline } from '../../../src/load/baseline.js';

/** The schema that editors use says what the loader says. */

const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;
const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../../reports/baseline.schema.json'), 'utf8')) as object;
const ajv = new Ajv2020({ strict: true });
addFormats(ajv);
const fits = ajv.compile(schema);

const folder = mkdtempSync(join(tmpdir(), 'arp-conformance-baseline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function isRead(document: unknown): Promise<boolean> {
  const file = join(folder, 'known.yaml');
  writeFileSync(file, JSON.stringify(document));
  try {
    await readBaseline(file);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return false;
  }
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, 7, '', ' \t', [], ['a'], [1], {}, '2026-02-30', '2026-2-3', '2028-02-29', 'text'),
);
const entry = fc.record({
  check: fc.constant('runtime.health'),
  requirement: fc.constant('ARP-CM-001'),
  reason: fc.string({ minLength: 1 }),
  owner: fc.constant('blue'),
});
const extras = fc.dictionary(fc.constantFrom('check', 'requirement', 'findings', 'reason', 'owner', 'expires', 'expire', 'Reason'), odd, {
  maxKeys: 2,
});
/** One entry at most: that one stands twice no schema can say. */
const document = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(entry, extras, fc.constantFrom('', 'check', 'reason', 'owner')).map(([whole, more, without]) => {
      const made: Record<string, unknown> = { ...whole, ...more };
      delete made[without];
      return { known: [made] };
    }),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      odd,
      odd.map((known) => ({ known })),
      odd.map((other) => ({ known: [], other })),
      odd.map((one) => ({ known: [one] })),
    ),
  },
);

it('takes exactly the baselines that the loader takes', async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(document, async (one) => {
      const read = await isRead(one);
      if (read) taken += 1;
      expect(fits(one), JSON.stringify(fits.errors)).toBe(read);
    }),
    { numRuns: 500 },
  );
  expect(taken).toBeGreaterThan(20);
});

it.each(['description', 'type'])('says the %s of every key', (word) => {
  const { properties } = (schema as { properties: { known: { items: { properties: Record<string, Record<string, unknown>> } } } })
    .properties.known.items;
  const lacking = Object.entries(properties).filter(
    ([, one]) => one[word] === undefined && !(word === 'type' && one.$ref === '#/$defs/text'),
  );
  expect(lacking).toEqual([]);
});
