import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import { parseLedger } from '../../../src/load/ledger-file.js';

const HEAD = {
  ledger: 1,
  run: 'arpc-1-a',
  service: 'daemon',
  url: 'http://127.0.0.1:1',
  spec: 'built-in',
  begun: '2026-01-15T09:30:00.000Z',
};
const LINES = [
  { before: 'list_things', ids: ['old'] },
  { sent: 'a', operation: 'make_thing', credentials: 'given' },
  { made: 'a', ids: ['1', null, 'ä/..'] },
  { sent: 'b', operation: 'make_thing', credentials: 'none', id: 'own' },
  { deleted: 'a', id: '1' },
];
const textOf = (...lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const WHOLE = textOf(HEAD, ...LINES);

describe('a ledger file', () => {
  it('is read', () => {
    const { ledger: _, ...head } = HEAD;
    expect(parseLedger('f', WHOLE)).toEqual({ file: 'f', head, lines: LINES });
  });

  it('may end at any byte: a line that is cut off is passed over', () => {
    for (let length = textOf(HEAD).length; length <= WHOLE.length; length += 1) {
      const cut = WHOLE.slice(0, length);
      expect(parseLedger('f', cut).lines).toEqual(LINES.slice(0, cut.split('\n').length - 2));
    }
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'This is no ledger'],
    ['a head that is cut off', textOf(HEAD).slice(0, 40), 'This is no ledger'],
    ['another version', textOf({ ...HEAD, ledger: 2 }), 'This is no ledger'],
    ['more at its head', textOf({ ...HEAD, headers: {} }), 'This is no ledger'],
    ['a run that is none of ours', textOf({ ...HEAD, run: 'x\r\nAuthorization: y' }), 'This is no ledger'],
    ['another scheme', textOf({ ...HEAD, url: 'file:///etc' }), 'This is no ledger'],
    ['a report', textOf({ schema_version: 1 }), 'This is no ledger'],
    ['a line that is no JSON', `${textOf(HEAD)}{"sent":\n${textOf(LINES[0])}`, 'not a JSON object'],
    ['a line of another kind', textOf(HEAD, { delete: '/v1/everything' }), 'No run writes such a line'],
    ['an id that leads elsewhere', textOf(HEAD, { ...LINES[3], id: '..' }), 'No run writes such a line'],
    ['an id that is none', textOf(HEAD, LINES[1], { made: 'a', ids: [7] }), 'No run writes such a line'],
    ['more in a line', textOf(HEAD, { ...LINES[1], path: '/v1/everything' }), 'No run writes such a line'],
    ['an answer to nothing', textOf(HEAD, { made: 'z', ids: [] }), '"z" was not sent by any line before'],
    ['something sent twice', textOf(HEAD, LINES[1], LINES[1]), '"a" was sent before'],
    ['too many lines', textOf(HEAD, ...Array.from({ length: 20_001 }, () => LINES[0])), 'More than 20000 lines'],
  ])('that holds %s is refused, and the place is named', (_what, text, message) => {
    const read = (): unknown => parseLedger('f', text);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });

  it('of any text is read or refused', () => {
    const line = fc.oneof(fc.json(), fc.string(), fc.constantFrom(...LINES.map((one) => JSON.stringify(one))));
    fc.assert(
      fc.property(fc.boolean(), fc.array(line), (headed, lines) => {
        try {
          parseLedger('f', `${headed ? textOf(HEAD) : ''}${lines.join('\n')}`);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});
