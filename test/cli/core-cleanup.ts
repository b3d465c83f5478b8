import { listFaults } from '../../src/reference/index.js';
import type { Outcome } from './command.js';
import { eachOf, type Front, type FrontSettings, holdingsOf, settle, startFront } from './core-front.js';
import { runInside } from './inside.js';
import { type JsonReport, reportOf } from './report.js';

const TOKEN = 'tok-7215ee9c7d9dc229d2921a40e899ec5f';

export interface CleanupReport extends JsonReport {
  readonly cleanup: { readonly removed: number; readonly left: readonly { method: string; url: string; why: string }[] };
}

export const core = (front: Front, ...args: string[]): Promise<Outcome> =>
  runInside(
    ['check', 'daemon', '--url', front.url, '--tier', 'core', '--allow-mutations', '--poll-timeout', '1', '--format', 'json', ...args],
    {
      env: { ARP_TOKEN: TOKEN },
    },
  );
const last = (url: string): string => decodeURIComponent(new URL(url, 'http://h').pathname.split('/').at(-1) ?? '');
export const leftBy = (outcome: Outcome): CleanupReport['cleanup']['left'] => (reportOf(outcome) as CleanupReport).cleanup.left;

/** What is there afterwards that was not there before, and what is no longer there; of profiles also what has changed. */
export async function checked(
  front: Front,
  ...args: string[]
): Promise<{ outcome: Outcome; added: string[]; lost: string[]; left: string[] }> {
  const everything = async (): Promise<string[]> => {
    const { instances, profiles } = await holdingsOf(front);
    return [...instances, ...profiles.map((profile) => JSON.stringify(profile))];
  };
  await settle(front);
  const before = await everything();
  const outcome = await core(front, ...args);
  const after = await everything();
  return {
    outcome,
    added: after.filter((one) => !before.includes(one)),
    lost: before.filter((one) => !after.includes(one)),
    left: leftBy(outcome).map(({ url }) => last(url)),
  };
}

export const start = (faults: readonly string[], open: boolean, settings: FrontSettings = {}): Promise<Front> =>
  startFront({ service: 'daemon', faults, ...(open ? {} : { token: TOKEN }) }, settings);
/** Profiles are told by what they hold, instances by their ids. */
export const named = (thing: string, left: readonly string[]): boolean => left.some((id) => thing.includes(id));

// Answers of which nobody can tell what was created.
const UNTOLD = ['instance-create-bare', 'instance-same-ids'];
const touching = listFaults('daemon')
  .map(({ id }) => id)
  .filter(
    (id) => /^(instances?|profiles?|overlooks-(instance|profile|registration|body)|auth-(acts|open))/.test(id) && !UNTOLD.includes(id),
  );

/** Faults by which a daemon accepts what it should refuse. The one of a body that is no object shows on profiles as the next but one. */
export const OVERLOOKED = touching.filter((id) => id.startsWith('overlooks'));

/** Faults in what is created, deleted and listed; how a field looks is nothing to the ledger. */
export const UNRULY = touching.filter(
  (id) => /create-20|delete|put|missing|hide|bare|old-only|any-profile|acts-first|count|other-name/.test(id) && !id.startsWith('overlooks'),
);

/** What runs against daemons with a fault each leave behind that they do not name, or take away that was not theirs. */
export async function spoiledBy(faults: readonly string[], open: boolean): Promise<object[]> {
  const spoiled: object[] = [];
  await eachOf(faults, 6, async (fault) => {
    const { outcome, added, lost, left } = await checked(await start([fault], open));
    const unnamed = fault.startsWith('overlooks') ? added : added.filter((thing) => !named(thing, left));
    if (outcome.code !== 0 && outcome.code !== 1) spoiled.push({ fault, code: outcome.code });
    if (lost.length + unnamed.length > 0) spoiled.push({ fault, lost, unnamed });
  });
  return spoiled;
}
