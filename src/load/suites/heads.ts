import { guess, type Problem } from '../../errors.js';
import { type Check, TIERS } from '../../model.js';
import type { Draft } from './draft.js';
import { type Company, idIn } from './references.js';
import { mentions, variableOf } from './variables.js';
import type { Words } from './words.js';

/** What is wrong with what suites say beside their checks. */
export function headProblems(drafts: readonly Draft[], company: Company, words: Words): Problem[] {
  return [
    ...drafts.flatMap(tierProblems),
    ...requirementProblems(drafts, words),
    ...variableProblems(drafts, words),
    ...drafts.flatMap((draft) => changeProblems(draft, company)),
  ];
}

/** Ids of the requirements that suites bring with them. */
export function ownRequirements(drafts: readonly Draft[]): string[] {
  return drafts.flatMap(({ brings }) => [...brings]);
}

/** Names of the values that suites leave to whoever runs them. */
export function ownVariables(drafts: readonly Draft[]): string[] {
  return drafts.flatMap(({ head }) => Object.keys(head.variables));
}

function tierProblems({ head, tier, document }: Draft): Problem[] {
  if (head.extends === undefined || TIERS.indexOf(head.extends) <= TIERS.indexOf(tier)) return [];
  return [document.problem(`A suite that extends ${head.extends} is of that tier or a deeper one, not ${tier}.`, ['tier'])];
}

function requirementProblems(drafts: readonly Draft[], words: Words): Problem[] {
  const known = new Set(words.requirements);
  const tested = new Set(drafts.flatMap(({ checks }) => checks.flatMap(({ written }) => [written.requirement].flat())));
  const byVector = new Set(
    drafts.flatMap(({ checks, document }) =>
      checks.flatMap(({ written }) =>
        written.vectors === undefined
          ? []
          : words.vectors(written.vectors, document.file).vectors.map(({ vector }) => vector.sidecar.requirement),
      ),
    ),
  );
  return drafts.flatMap(({ head, document, ids, checks }) =>
    head.requirements.flatMap(({ entry: { id }, index }) => {
      const at = ['requirements', index, 'id'];
      if (known.has(id)) return [document.problem(`There is a requirement ${id} already.`, at)];
      known.add(id);
      const allRead = ids.size === checks.length;
      return tested.has(id) || byVector.has(id) || !allRead ? [] : [document.problem(`No check tests ${id}.`, at)];
    }),
  );
}

function variableProblems(drafts: readonly Draft[], words: Words): Problem[] {
  const known = new Set(words.inputs);
  const saved = new Set([
    ...drafts.flatMap(({ saves }) => [...saves]),
    ...words.base.flatMap(({ checks }) => checks.flatMap(({ save }) => Object.keys(save ?? {}))),
  ]);
  const used = new Set(
    drafts.flatMap(({ checks }) => checks.flatMap(({ written }) => mentions(written).map(({ name }) => variableOf(name)))),
  );
  return drafts.flatMap(({ head, document, ids, checks }) =>
    Object.entries(head.variables).flatMap(([name, variable]) => {
      const problem = (message: string): Problem[] => [document.problem(message, ['variables', name], 'key')];
      if (name === 'file') return problem('A variable cannot be called "file": ARP_VAR_FILE names the file of --var-file.');
      if (known.has(name)) return problem(`There is a variable "${name}" already.`);
      known.add(name);
      if (saved.has(name)) return problem(`A check saves a value as "${name}"; a variable needs a name of its own.`);
      if (variable?.secret && variable.default !== undefined)
        return problem(`"${name}" is a secret: it has no default in a file that is shared.`);
      return used.has(name) || ids.size !== checks.length
        ? []
        : problem(`Nothing uses "${name}": a variable stands in a check as \${${name}}.`);
    }),
  );
}

function changeProblems({ head, services, document }: Draft, { base }: Company): Problem[] {
  const depth = TIERS.indexOf(head.extends ?? 'full');
  const known = base.filter(({ service, tier }) => services.includes(service) && TIERS.indexOf(tier) <= depth);
  const seen = new Set<string>();
  return head.changes.flatMap(({ entry: { check }, index }) => {
    const at = ['changes', index, 'check'];
    if (seen.has(check)) return [document.problem(`"${check}" is changed above already.`, at)];
    seen.add(check);
    return known.some((one: Check) => idIn(one) === check)
      ? []
      : [document.problem(`The tier ${head.extends} has no check "${check}".${guess(check, new Set(known.map(idIn)))}`, at)];
  });
}
