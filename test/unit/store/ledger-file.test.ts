import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readLedger } from '../../../src/load/ledger-file.js';
import type { LedgerHead } from '../../../src/model.js';
import { LedgerFile } from '../../../src/store/ledger-file.js';

const HEAD: LedgerHead = {
  run: 'arpc-1-a',
  service: 'things',
  url: 'http://127.0.0.1:1/tok-en',
  spec: 'built-in',
  begun: '2026-01-15T09:30:00.000Z',
};
const SENT = { sent: 'a', operation: 'make_thing', credentials: 'given' } as const;
const base = mkdtempSync(join(tmpdir(), 'arp-ledger-'));
let lost: string[] = [];

beforeEach(() => {
  lost = [];
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** One that is not begun yet, in a folder that holds no other. */
function ledgerIn(folder: string = mkdtempSync(join(base, 'x'))): LedgerFile {
  return new LedgerFile(HEAD, {
    folder,
    redact: (text) => text.replaceAll('tok-en', '***'),
    onLost: (sentence) => lost.push(sentence),
  });
}

describe('a ledger file that is written', () => {
  it('is begun with its first line, and holds each line at once', () => {
    const ledger = ledgerIn();
    expect(existsSync(ledger.file)).toBe(false);
    ledger.write(SENT);
    expect(readLedger(ledger.file).lines).toEqual([SENT]);
    ledger.write({ made: 'a', ids: ['1'] });
    expect(readLedger(ledger.file).lines).toEqual([SENT, { made: 'a', ids: ['1'] }]);
    expect(ledger.close([])).toBeUndefined();
    expect(existsSync(ledger.file)).toBe(false);
  });

  it('is kept with what is left alone, and not made for a run that has written nothing', () => {
    const idle = ledgerIn();
    expect(idle.close([SENT])).toBeUndefined();
    const ledger = ledgerIn();
    ledger.write(SENT);
    ledger.write({ made: 'a', ids: ['1', '2'] });
    const left = [SENT, { made: 'a', ids: ['2'] }];
    expect(ledger.close(left)).toBe(ledger.file);
    expect(readLedger(ledger.file).lines).toEqual(left);
  });

  it('holds no secret, whoever says it: nobody knows such an id then', () => {
    const ledger = ledgerIn();
    ledger.write({ before: 'list_things', ids: ['a tok-en'] });
    ledger.write({ ...SENT, id: 'tok-en' });
    ledger.write({ made: 'a', ids: ['x-tok-en-y', '1', 'x'.repeat(9000)] });
    ledger.write({ deleted: 'a', id: 'x-tok-en-y' });
    expect(readFileSync(ledger.file, 'utf8')).not.toContain('tok-en');
    const { head, lines } = readLedger(ledger.file);
    expect(head.url).toBe('http://127.0.0.1:1/***');
    expect(lines).toEqual([SENT, { made: 'a', ids: [null, '1', null] }]);
  });

  it('that cannot be written is told of once, and never taken for another run’s', () => {
    const ledger = ledgerIn(join(base, 'gone'));
    ledger.write(SENT);
    ledger.write({ made: 'a', ids: ['1'] });
    expect(lost).toEqual([expect.stringMatching(/^The ledger .*arpc-1-a-things\.ledger cannot be written: ENOENT.*the run goes on/)]);
    expect(ledger.close([SENT])).toBeUndefined();

    const other = ledgerIn();
    writeFileSync(other.file, 'of somebody else');
    other.write(SENT);
    expect(other.close([])).toBeUndefined();
    expect(readFileSync(other.file, 'utf8')).toBe('of somebody else');
    expect(lost[1]).toContain('EEXIST');
  });
});
