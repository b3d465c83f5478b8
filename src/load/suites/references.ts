import { guess, type Problem } from '../../errors.js';
import { type Check, TIERS } from '../../model.js';
import type { Draft, MadeCheck } from './draft.js';
import { namings, type SchemaNode } from './schema-walk.js';

/** All checks of a set of suites, those that are being read and those that were read before. */
export interface Company {
  readonly made: readonly MadeCheck[];
  readonly base: readonly Check[];
}

/** Ids that stand twice. */
export function doubles({ made, base }: Company): Problem[] {
  const known = new Set(base.map(({ id }) => id));
  return made.flatMap(({ draft, index, check }) => {
    const message = known.has(check.id) ? `The id "${idIn(check)}" stands twice.` : undefined;
    known.add(check.id);
    return message === undefined ? [] : [draft.document.problem(message, ['checks', index, 'id'])];
  });
}

/** Checks that a suite refers to and that send nothing, or that a run of its tier would not have. */
export function strayReferences(draft: Draft, schema: SchemaNode, { made, base }: Company): Problem[] {
  const senders = [...made.map(({ check }) => check), ...within(draft, base)].filter(({ probe }) => probe !== undefined);
  return namings(schema, draft.document.value)
    .filter(({ kind }) => kind === 'check')
    .flatMap(({ name, path }) => {
      if (draft.ids.has(name) && !made.some((one) => one.draft === draft && idIn(one.check) === name)) return [];
      // [*] stands for each operation that a check is made for.
      const isMeant = (id: string, full: string): boolean => (full.endsWith('[*]') ? id.startsWith(full.slice(0, -2)) : id === full);
      const found = draft.services.map((service) => senders.find(({ id }) => isMeant(id, `${service}.${name}`)));
      const own = senders.filter(({ service }) => draft.services.includes(service));
      if (found.some((check) => check === undefined)) return [draft.document.problem(unknown(name, draft, own, base), path)];
      const deeper = found.find((check) => check !== undefined && TIERS.indexOf(check.tier) > TIERS.indexOf(draft.tier));
      return deeper === undefined
        ? []
        : [draft.document.problem(`The check "${name}" is of tier ${deeper.tier}, which a run of tier ${draft.tier} does not have.`, path)];
    });
}

/** The checks of the tier that a suite extends. */
export function within({ head }: Draft, base: readonly Check[]): readonly Check[] {
  const depth = head.extends === undefined ? -1 : TIERS.indexOf(head.extends);
  return base.filter(({ tier }) => TIERS.indexOf(tier) <= depth);
}

function unknown(name: string, draft: Draft, own: readonly Check[], base: readonly Check[]): string {
  const builtIn = base.find((check) => draft.services.includes(check.service) && idIn(check) === name && check.probe !== undefined);
  if (builtIn !== undefined)
    return `"${name}" is a check of tier ${builtIn.tier}: a suite that refers to it says "extends: ${builtIn.tier}".`;
  return `No check "${name}" sends a probe in this suite.${guess(name, new Set(own.map(idIn)))}`;
}

/** The id of a check as suites write it. */
export function idIn({ id, service }: Pick<Check, 'id' | 'service'>): string {
  return id.slice(service.length + 1);
}
