import { faults } from '#built/faults.js';
import { guess, UsageError } from '../errors.js';
import { builtInVectors } from '../load/vectors/built-in.js';
import { onlyReads, variablesIn } from '../plan/plan.js';
import { explanation } from '../report/explain/explanation.js';
import { KINDS } from '../report/explain/kind.js';
import type { Material, Subject } from '../report/explain/material.js';
import { argument, type Given, isSet } from './definition.js';
import { type Host, wantsColor, widthOf } from './host.js';
import { openShelf, type Shelf } from './shelf.js';

/** `explain ID`: what a check, a requirement or a kind of finding is about. @returns 0 @throws UsageError for what is unknown */
export async function explain(given: Given, host: Host): Promise<number> {
  const shelf = await openShelf(given);
  if (isSet(given, 'ids')) {
    host.stdout.write(
      idsOf(shelf)
        .map((id) => `${id}\n`)
        .join(''),
    );
    return 0;
  }
  const subject = subjectOf(argument(given, 0), shelf);
  const material = { ...shelf, ...orderOf(shelf), vectors: await builtInVectors(), faults };
  const color = wantsColor('auto', host.stdout, host.environment);
  host.stdout.write(explanation(subject, material, { color, width: widthOf(host.stdout) }));
  return 0;
}

/** Ids are taken in any case, those of checks without their service and those of requirements without what all of them begin with. */
function subjectOf(word: string, shelf: Shelf): Subject {
  const { spec, checks } = shelf;
  if (word === '') throw new UsageError('explain takes the id of a check or a requirement, or the kind of a finding. See explain --ids.');
  const asked = word.toLowerCase();
  const check =
    checks.find(({ id }) => id.toLowerCase() === asked) ?? checks.find(({ id, service }) => id.toLowerCase() === `${service}.${asked}`);
  if (check !== undefined) return { what: 'check', check };
  const id = [...spec.requirements.keys()].find((one) => one.toLowerCase() === asked || one.toLowerCase().endsWith(`-${asked}`));
  if (id !== undefined) return { what: 'requirement', id };
  // What stands for findings that no check is about is named after its requirement.
  const named = /\.contract\[(.+)\]$/i.exec(asked)?.[1];
  if (named !== undefined) return subjectOf(named, shelf);
  const kind = KINDS.find((one) => one === asked.replaceAll('-', '_'));
  if (kind !== undefined) return { what: 'kind', kind };
  throw new UsageError(
    `Nothing is called "${word}".${guess(word, [...idsOf(shelf), ...checks.map(({ id: full, service }) => full.slice(service.length + 1))])} See arp-conformance explain --ids.`,
  );
}

/** What must be sent before a check, and which checks can do with reads alone. */
function orderOf({ checks }: Shelf): Pick<Material, 'readable' | 'before'> {
  return {
    readable: new Set(onlyReads(checks).map(({ id }) => id)),
    before({ id, service, needs = [], probe }) {
      const saves = (name: string) => checks.find((other) => other.service === service && Object.hasOwn(other.save ?? {}, name))?.id ?? [];
      const savers = (probe === undefined ? [] : variablesIn(probe)).flatMap(saves).filter((saver) => saver !== id);
      return [...new Set([...needs, ...savers])];
    },
  };
}

function idsOf({ spec, checks }: Shelf): string[] {
  return [...checks.map(({ id }) => id), ...spec.requirements.keys(), ...KINDS];
}
