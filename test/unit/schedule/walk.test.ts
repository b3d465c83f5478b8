import { describe, expect, it } from 'vitest';
import type { Answer, Exchange, Message, PlannedProbe } from '../../../src/model.js';
import { type Recording, schedule } from '../../../src/schedule/schedule.js';
import { answerOf, exchangeFor, filled, probeOf } from '../exchange.js';
import { bodyOf, PAGER, pager } from '../walked.js';
import { type Changes, settings } from './settings.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** Runs probes against a list that is given page by page, which `w…` walk; what `write` sends is a thing of its own. */
async function record(
  probes: readonly PlannedProbe[],
  answers: Readonly<Record<string, Answer>> = {},
  more: Changes = {},
): Promise<Recording & { readonly sent: readonly string[] }> {
  const sent: string[] = [];
  const send = async (message: Message): Promise<Exchange> => {
    const query = new URLSearchParams(message.query).toString();
    sent.push(`${message.key}${query === '' ? '' : `?${query}`}`);
    await Promise.resolve();
    const page = answerOf(bodyOf(pager(NAMES, 3)(message.query)));
    return exchangeFor(message, answers[message.key] ?? (message.key.startsWith('w') ? page : answerOf({})));
  };
  const recording = await schedule(probes, settings({ send, ...more }));
  return { ...recording, sent };
}
const walkOf = (key: string, walk: object = {}, more: object = {}): PlannedProbe =>
  probeOf(key, { walk: { pager: PAGER, most: 9, ...walk }, ...more });
const error = answerOf({ error: { code: 'x', message: 'x' } }, 500);

describe('a list that is read page by page', () => {
  it('is asked for with the token of each page, until one has none', async () => {
    const { exchanges, sent } = await record([walkOf('w')]);
    expect(sent).toEqual(['w', 'w#2?after=3', 'w#3?after=6']);
    expect([...exchanges.keys()]).toEqual(['w', 'w#2', 'w#3']);
  });

  it('is asked for so many pages at most', async () => {
    expect((await record([walkOf('w', { most: 2 })])).sent).toEqual(['w', 'w#2?after=3']);
  });

  it('keeps the parameters of its own query', async () => {
    const { sent } = await record([walkOf('w', {}, { request: { query: { limit: 5, sort: 'up' } } })]);
    expect(sent).toEqual(['w?limit=5&sort=up', 'w#2?limit=5&sort=up&after=5']);
  });

  it('is cut into as many pages as another list of it tells', async () => {
    const { sent } = await record([walkOf('wa'), walkOf('wb', { cut: { list: 'wa', into: 4 } }, { needs: ['wa'] })]);
    expect(sent.slice(3)).toEqual(['wb?limit=2', 'wb#2?limit=2&after=2', 'wb#3?limit=2&after=4', 'wb#4?limit=2&after=6']);
  });

  it('is read as far as an item that was saved, and no further', async () => {
    const saver = probeOf('s', { save: { ours: '/name' } });
    const { sent } = await record([saver, walkOf('w', { to: filled('ours') }, { needs: ['s'] })], { s: answerOf({ name: 'e' }) });
    expect(sent).toEqual(['s', 'w', 'w#2?after=3']);
  });

  it('ends with an error, and holds back who needs it', async () => {
    const { sent, unsent } = await record([walkOf('w'), probeOf('b', { needs: ['w'] })], { 'w#2': error });
    expect(sent).toEqual(['w', 'w#2?after=3']);
    expect(Object.fromEntries(unsent)).toEqual({ b: { needs: 'w' } });
  });
});

describe('what is sent while a list is read', () => {
  const write = probeOf('write', { effect: 'write' });

  it.each([1, 4])('comes between its first page and its second, with %d jobs', async (jobs) => {
    const { sent } = await record([write, walkOf('w', { meanwhile: 'write' })], {}, { jobs });
    expect(sent).toEqual(['w', 'write', 'w#2?after=3', 'w#3?after=6']);
  });

  it('comes after the only page', async () => {
    const { sent } = await record([write, walkOf('w', { meanwhile: 'write' }, { request: { query: { limit: 9 } } })]);
    expect(sent).toEqual(['w?limit=9', 'write']);
  });

  it('is not sent where the list is not read', async () => {
    const { sent, unsent } = await record([probeOf('a'), write, walkOf('w', { meanwhile: 'write' }, { needs: ['a'] })], { a: error });
    expect(sent).toEqual(['a']);
    expect(Object.fromEntries(unsent)).toEqual({ w: { needs: 'a' }, write: { needs: 'w' } });
  });
});

describe('what comes after something else', () => {
  it('waits for it, and is sent whatever came of it', async () => {
    const probes = [probeOf('last', { after: ['bad', 'blocked'] }), probeOf('blocked', { needs: ['bad'] }), probeOf('bad')];
    const { sent, unsent } = await record(probes, { bad: error });
    expect(sent).toEqual(['bad', 'last']);
    expect([...unsent.keys()]).toEqual(['blocked']);
  });
});
