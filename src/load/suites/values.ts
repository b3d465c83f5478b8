import { guess, type Problem } from '../../errors.js';
import type { Check } from '../../model.js';
import type { Draft, MadeCheck } from './draft.js';
import { type Company, within } from './references.js';
import { itemsOf, mentions, variableOf } from './variables.js';

/** Values that nobody saves, that nobody uses, and that two checks save under one name. */
export function valueProblems(drafts: readonly Draft[], company: Company, inputs: ReadonlySet<string>): Problem[] {
  const made = company.made.map(({ check }) => check);
  const all = [...made, ...company.base];
  return [
    ...drafts.flatMap((draft) =>
      draft.services.flatMap((service) =>
        unknownValues(
          draft,
          [...made, ...within(draft, company.base)].filter((check) => check.service === service),
          inputs,
        ),
      ),
    ),
    ...unusedSaves(company, all),
    ...doubleSaves(company),
  ];
}

function unknownValues(draft: Draft, all: readonly Check[], inputs: ReadonlySet<string>): Problem[] {
  const given = new Set([...inputs, ...draft.saves, ...all.flatMap(({ save = {} }) => Object.keys(save))]);
  const made = new Set(all.flatMap((check) => mentions(check).flatMap(({ name, before }) => (before ? name : []))));
  return draft.checks.flatMap(({ written, index }) => {
    const items = new Set(
      [written, ...all.filter(({ id }) => [written.observes ?? []].flat().some((other) => id.endsWith(`.${other}`)))].flatMap(itemsOf),
    );
    return mentions(written).flatMap(({ name, path, before }) => {
      // Each service has the ids of its own; those of the others are left out when the check is made.
      if (path[0] === 'ids') return [];
      const message = complaint(name, before, new Set([...given, ...items]), made);
      return message === undefined ? [] : [draft.document.problem(message, ['checks', index, ...path])];
    });
  });
}

function complaint(name: string, before: boolean, known: ReadonlySet<string>, made: ReadonlySet<string>): string | undefined {
  const variable = variableOf(name);
  if (variable === undefined) {
    if (before && /^(sent|path|query):/.test(name))
      return `\${${name}} is known when the request was sent; it can stand in "expect" alone.`;
    if (!before && name === 'fresh')
      return `\${fresh} is another name in every request; one that is compared has a name of its own, such as \${fresh:run}, there and here.`;
    if (!before && name.startsWith('fresh:') && !made.has(name))
      return `No request has \${${name}}, so that there is nothing to compare with.`;
    return undefined;
  }
  return known.has(variable) ? undefined : `No check saves "${variable}".${guess(variable, known)}`;
}

function unusedSaves({ made }: Company, all: readonly Check[]): Problem[] {
  const idle = new Set(made.flatMap(({ check }) => Object.keys(check.save ?? {}).map((name) => `${check.service} ${name}`)));
  for (const check of all) {
    if (idle.size === 0) return [];
    for (const variable of mentions(check).flatMap(({ name }) => variableOf(name) ?? [])) idle.delete(`${check.service} ${variable}`);
  }
  return made.flatMap(({ draft, index, check }) =>
    Object.keys(check.save ?? {})
      .filter((name) => idle.has(`${check.service} ${name}`))
      .map((name) =>
        draft.document.problem(
          `Nothing uses "${name}": a value that is saved stands in a later request or demand as \${${name}}.`,
          ['checks', index, 'save', name],
          'key',
        ),
      ),
  );
}

function doubleSaves({ made, base }: Company): Problem[] {
  const savers = new Map(
    base.flatMap((check) => Object.keys(check.save ?? {}).map((name): [string, string] => [`${check.service} ${name}`, check.id])),
  );
  return made.flatMap(({ draft, index, check }: MadeCheck) =>
    Object.keys(check.save ?? {}).flatMap((name) => {
      const key = `${check.service} ${name}`;
      const before = savers.get(key);
      savers.set(key, check.id);
      return before === undefined
        ? []
        : [
            draft.document.problem(
              `${before} saves "${name}" already; a second value needs a name of its own.`,
              ['checks', index, 'save', name],
              'key',
            ),
          ];
    }),
  );
}
