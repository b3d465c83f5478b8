import { UsageError } from '../errors.js';
import { type Check, type Effect, type Spec, TIERS, type Tier } from '../model.js';
import { choice } from '../options/values.js';
import { fits } from '../plan/glob.js';
import { checkList } from '../report/check-list.js';
import { every, type Given, isSet, one } from './definition.js';
import type { Host } from './host.js';
import { openShelf, type Shelf } from './shelf.js';

/** `list`: the checks that fit every filter. @returns 0 @throws UsageError where a filter fits none */
export async function list(given: Given, host: Host): Promise<number> {
  const shelf = await openShelf(given);
  const checks = shelf.checks.filter(selector(given, shelf));
  if (checks.length === 0) throw new UsageError('No check fits all of these filters. See arp-conformance list without any.');
  const format = isSet(given, 'ids') ? 'ids' : isSet(given, 'json') ? 'json' : 'table';
  host.stdout.write(checkList(checks, format));
  return 0;
}

/** @throws UsageError for words that no filter takes. */
function selector(given: Given, { spec, checks }: Shelf): (check: Check) => boolean {
  const services = servicesOf(given, spec);
  const tiers = tiersOf(given);
  const effects = every(given, 'effect').map((word) => choice<Effect>('read', 'refused', 'write')(word, '--effect'));
  const tags = every(given, 'tag');
  const known = new Set(checks.flatMap((check) => tagsOf(check, spec)));
  for (const tag of tags) if (!known.has(tag)) choice(...known)(tag, '--tag');
  const requirements = every(given, 'requirement');
  const idle = requirements.find((pattern) => ![...spec.requirements.keys()].some((id) => fits(id, pattern)));
  if (idle !== undefined) throw new UsageError(`No requirement has an id that fits "${idle}". See arp-conformance coverage for the ids.`);
  return (check) =>
    (services.length === 0 || services.includes(check.service)) &&
    (tiers === undefined || tiers.includes(check.tier)) &&
    (effects.length === 0 || effects.includes(check.effect)) &&
    (tags.length === 0 || tags.some((tag) => tagsOf(check, spec).includes(tag))) &&
    (requirements.length === 0 || requirements.some((pattern) => check.requirements.some((id) => fits(id, pattern))));
}

/** What its author calls a check, and the kinds of its requirements. */
function tagsOf({ tags = [], requirements }: Check, spec: Spec): string[] {
  return [...tags, ...requirements.flatMap((id) => spec.requirements.get(id)?.kind ?? [])];
}

/** The services that were named; none where all are meant. */
export function servicesOf(given: Given, { services }: Spec): readonly string[] {
  return every(given, 'service').map((word) => choice(...services)(word, '--service'));
}

/** A tier and those before it, as a run of it contains them. */
export function tiersOf(given: Given): readonly Tier[] | undefined {
  const word = one(given, 'tier');
  return word === undefined ? undefined : TIERS.slice(0, TIERS.indexOf(choice(...TIERS)(word, '--tier')) + 1);
}
