import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { body, fresh, type Handler, healthBody, versionBody } from '../cli/service.js';
import { type Blame, expectBlame } from './expectBlame.js';
import { runWatched } from './fleet.js';

const MEGABYTE = 2 ** 20;
/** As {@link expectBlame}, and the process ends soon. */
async function expectSmall(blame: Blame): Promise<void> {
  const { outcome } = await expectBlame(blame, runWatched);
  expect(outcome.ms).toBeLessThan(40_000);
}

const piece = Buffer.alloc(MEGABYTE, 0x20);
/** Sends so many megabytes of white space, as fast as they are taken. */
const flood =
  (megabytes: number, headers: Record<string, string> = {}): Handler =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    let left = megabytes;
    const more = (): void => {
      while (left > 0) {
        left -= 1;
        if (!response.write(piece)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  };
const bomb = Buffer.concat(Array<Buffer>(200).fill(gzipSync(Buffer.alloc(MEGABYTE, 0x20))));
/** A body of about so many bytes that repeats one piece within a list. */
const many = (item: string, bytes: number): string =>
  `[${Array(Math.floor(bytes / (item.length + 1)))
    .fill(item)
    .join(',')}]`;
const healthText = (checks: string): string => JSON.stringify(healthBody({ checks: 'HERE' })).replace('"HERE"', checks);

describe('An answer without measure', () => {
  it('a body of 100 MB is read up to the cap', () =>
    expectSmall({
      health: flood(100, { 'content-length': String(100 * MEGABYTE) }),
      fails: ['ARP-CM-001'],
      says: ['expected a body of at most 8 MiB (--max-body)'],
    }));

  it('a body without end and without a length is read up to the cap', () =>
    expectSmall({ health: flood(Number.POSITIVE_INFINITY), fails: ['ARP-CM-001'], says: ['a larger one'] }));

  it('the cap is the one of --max-body', () =>
    expectSmall({
      health: flood(1),
      args: ['--max-body', '64KiB'],
      fails: ['ARP-CM-001'],
      says: ['expected a body of at most 65536 bytes'],
    }));

  it('a body of exactly the cap is read', async () => {
    const text = JSON.stringify(versionBody());
    await expectBlame({ version: body(text), args: ['--max-body', String(text.length)], says: [] });
  });

  it('a bomb of 200 MB in gzip is unfolded up to the cap', () =>
    expectSmall({
      health: body(bomb, { 'content-encoding': 'gzip' }),
      fails: ['ARP-CM-001'],
      says: ['a larger one (once gzip is undone)'],
    }));

  it('a bomb within a bomb is unfolded up to the cap', () =>
    expectSmall({ health: body(gzipSync(bomb), { 'content-encoding': 'gzip, gzip' }), fails: ['ARP-CM-001'], says: ['a larger one'] }));
});

describe('A body below the cap that is made to be slow', () => {
  /** Beside the rest of an answer, as much as is read. */
  const room = 8 * MEGABYTE - 1000;
  /** Bytes of as many of these as are read. */
  const read = (item: string): number => (item.length + 1) * 149_000;
  const names = (count: number): string => Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',');
  const within = (make: (text: string) => string): Handler => fresh(() => body(make(JSON.stringify(healthBody()))));
  const checksOf = (make: () => string): Handler => fresh(() => body(healthText(make())));
  const cases: Readonly<Record<string, Blame>> = {
    'millions of opening brackets': { health: body('['.repeat(room)), fails: ['ARP-CM-001'], says: ['at most 150000 JSON values'] },
    'more brackets than levels': { health: body('['.repeat(149_000)), fails: ['ARP-CM-032'], says: ['deeper nesting'] },
    'millions of nulls': { health: checksOf(() => many('null', room)), fails: ['ARP-CM-001'], says: ['--max-values'] },
    'as many nulls as are read': { health: checksOf(() => many('null', read('null'))), fails: ['ARP-CM-014'], says: ['/checks/0'] },
    'millions of numbers where objects belong': { health: checksOf(() => many('1', room)), fails: ['ARP-CM-001'], says: ['--max-values'] },
    'as many numbers where objects belong as are read': {
      health: checksOf(() => many('1', read('1'))),
      fails: ['ARP-CM-004'],
      says: ['/checks/0'],
    },
    'as many empty objects as are read, and a wrong time behind them': {
      health: fresh(() => body(JSON.stringify(healthBody({ time: 'now', checks: 'HERE' })).replace('"HERE"', many('{}', read('{}'))))),
      fails: ['ARP-CM-005', 'ARP-CM-006'],
      says: ['/checks/0/name', '/time'],
    },
    'as many unknown properties as are read': {
      health: within((text) => text.replace('{', `{${names(149_000)},`)),
      fails: ['ARP-CM-015'],
      says: ['/k0: expected no such property'],
    },
    'one member name as often as is read': {
      health: within((text) => text.replace('{', `{${'"status":"ok",'.repeat(149_000)}`)),
      warns: ['ARP-CM-035'],
      says: ['/status: expected each member name once'],
    },
    'a number of millions of digits': {
      health: checksOf(() => '9'.repeat(room)),
      fails: ['ARP-CM-004'],
      says: ['/checks: expected an array'],
    },
    'a string of millions of escapes': {
      health: checksOf(() => `"${'\\u0000'.repeat(Math.floor(room / 6) - 100)}"`),
      fails: ['ARP-CM-004'],
      says: ['/checks: expected an array'],
    },
    'an extension key made for backtracking': {
      health: fresh(() => body(JSON.stringify(healthBody({ extensions: { [`${'a.'.repeat(100_000)}!`]: 1 } })))),
      fails: ['ARP-CM-032'],
      says: ['member names of at most 4096 characters'],
    },
    'a bad byte behind eight megabytes': {
      health: fresh(() => body(Buffer.concat([Buffer.from(healthText(`"${'x'.repeat(room)}`)), Buffer.from([0xff])]))),
      fails: ['ARP-CM-032'],
      says: [/not UTF-8 from offset 838\d{4} on/],
    },
  };
  for (const [name, blame] of Object.entries(cases)) {
    it(`${name}: blamed on ${[...(blame.fails ?? []), ...(blame.warns ?? [])].join(' and ')}, and soon`, () => expectSmall(blame), 20_000);
  }
});
