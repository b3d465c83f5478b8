import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, LedgerLine, Message, PlannedCreation } from '../../../src/model.js';
import { Ledger } from '../../../src/schedule/ledger.js';
import { sweep, thingsOf, toSweep } from '../../../src/schedule/sweep.js';
import { answerOf, exchangeFor, exchangeOf, OPERATION, probeOf } from '../exchange.js';

const remove = { ...OPERATION, id: 'remove_thing', method: 'DELETE' };
const list = { ...OPERATION, id: 'list_things', path: '/things' };
const creation: PlannedCreation = {
  ...{ service: 'things', operation: 'make_thing', created: '/things/*/id', ids: '/things/*/id', parameter: 'id' },
  ...{ remove, list },
};
const status = { operation: { ...OPERATION, id: 'see_thing' }, at: '/state', over: ['done'] };
const ended: PlannedCreation = {
  ...{ service: 'things', operation: 'begin_thing', created: '/id', chosen: '/id', parameter: 'id', status },
  end: { ...OPERATION, id: 'end_thing', method: 'POST' },
};
const creations = new Map([creation, ended].map((one) => [one.operation, one]));

function message(key: string, creates: PlannedCreation | undefined, more: Partial<Message> = {}): Message {
  const probe = probeOf(key, { effect: 'write', ...(creates === undefined ? {} : { creates }) });
  return { key, probe, operation: OPERATION, path: {}, query: {}, credentials: 'given', ...more };
}

/** A service that holds these things. @returns what was asked of it, and what it holds then */
function serviceOf(holds: string[], states: Record<string, string> = {}) {
  const asked: string[] = [];
  const send = async (sent: Message) => {
    const { operation, path } = sent;
    const { id = '' } = path;
    asked.push(`${operation.id} ${id}`.trim());
    if (operation.id === list.id) return exchangeFor(sent, answerOf({ things: holds.map((one) => ({ id: one })) }));
    if (operation.id === status.operation.id)
      return exchangeFor(sent, states[id] === undefined ? answerOf({}, 404) : answerOf({ state: states[id] }));
    if (operation.id === 'end_thing') states[id] = 'done';
    if (operation.id === remove.id) {
      if (!holds.includes(id)) return exchangeFor(sent, answerOf({}, 404));
      holds.splice(holds.indexOf(id), 1);
    }
    return exchangeFor(sent, answerOf({}));
  };
  const settings = {
    creations,
    send,
    describe: ({ operation, path }: Message) => ({ url: `/${operation.id}/${path.id ?? ''}`, headers: [] }),
  };
  return { asked, holds, settings };
}
const made = (key: string, ...ids: (string | null)[]): LedgerLine[] => [
  { sent: key, operation: creation.operation, credentials: 'given' },
  { made: key, ids },
];

describe('the lines of a ledger', () => {
  it('come, at every moment, to what the run itself knows', () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      what: fc.constantFrom('sent', 'made', 'lost', 'refused', 'deleted'),
      ids: fc.array(fc.constantFrom('1', '2', '3', 'old', '..'), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        const lines: LedgerLine[] = [];
        const ledger = new Ledger(['a', 'b', 'c'], (line) => lines.push(line));
        ledger.noteBefore(list.id, ['old']);
        for (const [count, { key, what, ids }] of steps.entries()) {
          const sent = message(`${key}#${count + 2}`, creation);
          if (what === 'deleted')
            ledger.note(message('d', undefined, { operation: remove, path: { id: ids[0] ?? '1' } }), exchangeOf({ answer: answerOf({}) }));
          else ledger.expect(sent);
          const things = ids.map((id) => ({ id })) as Json[];
          if (what === 'made') ledger.note(sent, exchangeFor(sent, answerOf({ things }, 201)));
          if (what === 'lost') ledger.note(sent, exchangeOf({ failure: { code: 'reset', detail: '' } }));
          if (what === 'refused') ledger.note(sent, exchangeFor(sent, answerOf({}, 400)));
          const known = [
            ...ledger.entries().map((entry) => [entry.id, ledger.isDeleted(entry)]),
            ...ledger.pending().map(({ id }) => [id, false]),
          ];
          const told = thingsOf(lines).map(({ id, deleted }) => [id, deleted]);
          expect(told.sort(byText)).toEqual(known.sort(byText));
          // What is written anew of what is left tells the same.
          const again = thingsOf(ledger.lines(ledger.entries())).map(({ id, deleted }) => [id, deleted]);
          expect(again.sort(byText)).toEqual(
            ledger
              .entries()
              .map((entry) => [entry.id, ledger.isDeleted(entry)])
              .sort(byText),
          );
        }
      }),
    );
  });

  it('keep no credentials', () => {
    const lines: LedgerLine[] = [];
    const ledger = new Ledger([], (line) => lines.push(line));
    for (const credentials of ['given', 'none', 'Bearer tok-en'])
      ledger.expect(message(credentials.slice(0, 4), creation, { credentials }));
    expect(lines.map((line) => 'sent' in line && line.credentials)).toEqual(['given', 'none', 'other']);
  });

  it('tell the id that a request chose in its body', () => {
    const lines: LedgerLine[] = [];
    const ledger = new Ledger([], (line) => lines.push(line));
    const sent = message('a', ended, { body: { json: { id: 'mine' } } });
    ledger.expect(sent);
    ledger.note(sent, exchangeOf({ failure: { code: 'timeout', detail: '' } }));
    expect(lines[0]).toMatchObject({ sent: 'a', id: 'mine' });
    expect(ledger.entries().map(({ id }) => id)).toEqual(['mine']);
  });
});

describe('what another run left', () => {
  it('is removed, the last first, and looked for once', async () => {
    const service = serviceOf(['1', '2', '3', 'other']);
    const swept = await sweep([...made('a', '1'), ...made('b', '2', '3')], service.settings);
    // Things of one request go in any order.
    expect(service.asked.slice(0, 2).sort()).toEqual(['remove_thing 2', 'remove_thing 3']);
    expect(service.asked.slice(2)).toEqual(['remove_thing 1', 'list_things']);
    expect(service.holds).toEqual(['other']);
    expect(swept).toMatchObject({ cleanup: { removed: 3, left: [] }, remains: [] });
  });

  it('is not deleted twice: where its run deleted it, it is only looked for', async () => {
    const service = serviceOf(['1']);
    const lines: LedgerLine[] = [...made('a', '1', '2'), { deleted: 'a', id: '1' }, { deleted: 'a', id: '2' }];
    const swept = await sweep(lines, service.settings);
    expect(service.asked).toEqual(['list_things']);
    expect(swept.cleanup.left.map(({ url, why }) => [url, why])).toEqual([['/remove_thing/1', 'still listed although it was deleted']]);
    expect(thingsOf(swept.remains)).toMatchObject([{ id: '1', deleted: true }]);
    expect(toSweep(thingsOf(lines), service.settings)).toEqual([]);
  });

  it('is known to be nothing where the list has only what was there before, or what is known', async () => {
    const lost: LedgerLine[] = [{ sent: 'b', operation: creation.operation, credentials: 'given' }];
    const before: LedgerLine = { before: list.id, ids: ['old'] };
    const left = async (lines: readonly LedgerLine[], holds: string[]) =>
      (await sweep(lines, serviceOf(holds).settings)).remains.length > 0;
    expect(await left([before, ...made('a', '1'), ...lost], ['old', '1'])).toBe(false);
    expect(await left([before, ...lost], ['old', 'new'])).toBe(true);
    // Without it nobody can tell whose these are.
    expect(await left(lost, ['old'])).toBe(true);
  });

  it('that cannot be removed is ended where it goes on, and tried again later where it does not end', async () => {
    const begun = (key: string, id: string): LedgerLine => ({ sent: key, operation: ended.operation, credentials: 'given', id });
    const service = serviceOf([], { a: 'done', b: 'busy' });
    const swept = await sweep([begun('a', 'a'), begun('b', 'b'), begun('c', 'never')], service.settings);
    expect(service.asked.filter((one) => one.startsWith('end'))).toEqual(['end_thing b']);
    expect(swept).toMatchObject({
      goingOn: [],
      remains: [],
      cleanup: {
        residue: [
          { id: 'b', state: 'done' },
          { id: 'a', state: 'done' },
        ],
      },
    });

    const stubborn = serviceOf([], { b: 'busy' });
    const without = new Map([[ended.operation, { ...ended, end: undefined } as unknown as PlannedCreation]]);
    const kept = await sweep([begun('b', 'b')], { ...stubborn.settings, creations: without });
    expect(kept).toMatchObject({ goingOn: [{ id: 'b', state: 'busy' }] });
    expect(thingsOf(kept.remains)).toMatchObject([{ id: 'b' }]);
  });

  it('may be as much as a ledger may tell of', async () => {
    const all = Array.from({ length: 1000 }, (_, index) => String(index));
    const service = serviceOf([...all]);
    const swept = await sweep(
      all.flatMap((id) => made(`k${id}`, id)),
      service.settings,
    );
    expect(swept).toMatchObject({ cleanup: { removed: 1000 }, remains: [] });
    expect(service.asked.slice(0, 2)).toEqual(['remove_thing 999', 'remove_thing 998']);
  });
});

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
