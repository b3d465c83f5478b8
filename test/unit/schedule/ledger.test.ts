import { describe, expect, it } from 'vitest';
import type { Answer, Json, Message, PlannedCreation } from '../../../src/model.js';
import { idsIn, Ledger } from '../../../src/schedule/ledger.js';
import { answerOf, exchangeFor, exchangeOf, OPERATION, probeOf } from '../exchange.js';

const remove = { ...OPERATION, id: 'remove_thing', method: 'DELETE' };
const list = { ...OPERATION, id: 'list_things', path: '/things' };
const creation: PlannedCreation = {
  ...{ service: 'things', operation: 'make_thing', created: '/things/*/id', ids: '/things/*/id', parameter: 'id' },
  ...{ remove, list },
};
const named: PlannedCreation = { ...creation, created: 'path:name' };

function message(creates: PlannedCreation | undefined, path: Readonly<Record<string, string>> = {}, operation = OPERATION): Message {
  const probe = probeOf('a', { effect: 'write', operation, credentials: 'given', ...(creates === undefined ? {} : { creates }) });
  return { key: 'a', probe, operation, path, query: {}, credentials: 'given' };
}
const made = (...ids: readonly Json[]): Answer => answerOf({ things: ids.map((id) => ({ id })) }, 201);

/** A ledger that saw these messages and their answers; without one the answer was lost. */
function ledgerOf(...seen: readonly (readonly [Message, Answer | undefined])[]): Ledger {
  const ledger = new Ledger();
  for (const [sent, answer] of seen) {
    ledger.note(sent, answer === undefined ? exchangeOf({ failure: { code: 'reset', detail: '' } }) : exchangeFor(sent, answer));
  }
  return ledger;
}
const ids = (ledger: Ledger): (string | undefined)[] => ledger.entries().map(({ id }) => id);

describe('a ledger', () => {
  it('holds what was created, the newest first, and what it was created with', () => {
    const ledger = ledgerOf([message(creation), made('1', '2')], [message(creation), made('3')]);
    expect(ids(ledger)).toEqual(['3', '2', '1']);
    expect(ledger.entries()[0]).toMatchObject({ creation, id: '3', credentials: 'given', makers: new Set(['a']) });
  });

  it('holds nothing where an answer lists nothing, and what may be there where it tells nothing', () => {
    expect(ids(ledgerOf([message(creation), made()]))).toEqual([]);
    expect(ids(ledgerOf([message(creation), answerOf({}, 201)], [message(creation), answerOf({ things: {} }, 201)]))).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('holds nothing of requests that create nothing', () => {
    expect(ids(ledgerOf([message(undefined), made('1')]))).toEqual([]);
  });

  it.each<[string, Answer | undefined, (string | undefined)[]]>([
    ['was turned down', made('1'), []],
    ['was redirected', made('1'), []],
    ['made the service fail', made('1'), [undefined]],
    ['got no answer', undefined, [undefined]],
  ])('of a request that %s', (what, answer, expected) => {
    const status = what.includes('turned') ? 400 : what.includes('redirected') ? 303 : 500;
    expect(ids(ledgerOf([message(creation), answer === undefined ? undefined : { ...answer, status }]))).toEqual(expected);
  });

  it('knows the name that a request chose itself, whatever became of the answer', () => {
    const sent = message(named, { name: 'ours' });
    expect(ids(ledgerOf([sent, answerOf(undefined, 204)]))).toEqual(['ours']);
    expect(ids(ledgerOf([sent, undefined]))).toEqual(['ours']);
    expect(ids(ledgerOf([sent, answerOf({}, 409)]))).toEqual([]);
  });

  it('knows what a request of this run has deleted', () => {
    const ledger = ledgerOf(
      [message(creation), made('1', '2', '3')],
      [message(undefined, { id: '1' }, remove), answerOf(undefined, 204)],
      [message(undefined, { id: '2' }, remove), answerOf({}, 409)],
      [message(undefined, { id: '3' }, { ...remove, id: 'remove_other' }), answerOf(undefined, 204)],
    );
    expect(ledger.entries().map((entry) => [entry.id, ledger.isDeleted(entry)])).toEqual([
      ['3', false],
      ['2', false],
      ['1', true],
    ]);
  });

  it('holds each thing once', () => {
    const sent = message(named, { name: 'ours' });
    expect(ids(ledgerOf([sent, answerOf({})], [sent, answerOf({})]))).toEqual(['ours']);
  });

  it('holds nothing that was listed before it was created', () => {
    const ledger = new Ledger();
    ledger.noteBefore(list.id, ['old']);
    ledger.noteBefore('list_others', ['new']);
    const sent = message(creation);
    ledger.note(sent, exchangeFor(sent, made('old', 'new')));
    expect(ids(ledger)).toEqual(['new']);
  });

  it('holds no id that leads elsewhere in a path', () => {
    expect(ids(ledgerOf([message(creation), made('.', 'a/../b', '..', '')]))).toEqual([undefined, undefined, 'a/../b', undefined]);
  });

  it('allows what removes only what it holds', () => {
    const ledger = ledgerOf([message(creation), made('1')]);
    const allows = (id: string, effect: 'write' | 'refused', operation = remove): boolean => {
      const sent = message(undefined, { id }, operation);
      return ledger.allows({ ...sent, probe: { ...sent.probe, effect } }, [creation]);
    };
    expect([allows('1', 'write'), allows('2', 'write'), allows('2', 'refused'), allows('2', 'write', OPERATION)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('says that something may be there when a success does not tell what', () => {
    const garbage = { ...made(), body: new TextEncoder().encode('{"things":') };
    expect(ids(ledgerOf([message(creation), garbage]))).toEqual([undefined]);
  });
});

describe('the ids in a body', () => {
  it.each<[Json, string, string[]]>([
    [{ things: [{ id: 'a' }, { id: 1 }, { id: '' }, {}, null, { id: 'b' }] }, '/things/*/id', ['a', '', 'b']],
    [[{ id: 'a' }], '/*/id', ['a']],
    [{ id: 'a' }, '/id', ['a']],
    [{ things: 'a' }, '/things/*/id', []],
    [null, '/things/*/id', []],
  ])('%j at %s: %j', (json, pattern, expected) => {
    expect(idsIn(answerOf(json).body, pattern)).toEqual(expected);
  });

  it('are none where it is no JSON', () => {
    expect(idsIn(new Uint8Array([0xff]), '/id')).toEqual([]);
    expect(idsIn(new Uint8Array(), '/id')).toEqual([]);
  });
});
