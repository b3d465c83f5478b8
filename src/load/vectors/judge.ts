import { guess, type Problem } from '../../errors.js';
import type { SchemaBreach } from '../../model.js';
import type { VectorFile } from './vector-file.js';

/** Departures of a value from a schema, in the order in which they were found. */
export type Judge = (schema: string, value: VectorFile['payloads'][number]['value']) => readonly SchemaBreach[];

/** Whether vectors are what their folders and sidecars say, by the schemas of a spec. */
export function vectorProblems(
  vectors: readonly VectorFile[],
  requirements: ReadonlySet<string>,
  known: readonly string[],
  judge: Judge,
): Problem[] {
  return vectors.flatMap((vector) => {
    if (!known.includes(vector.schema)) return [vector.problem(`There is no schema "${vector.schema}".${guess(vector.schema, known)}`)];
    return [...fitProblems(vector, judge), ...sidecarProblems(vector, requirements)];
  });
}

/** Whether a payload is as valid or invalid for a schema as its folder says; `name` is what the schema is called. */
export function fitProblems(vector: VectorFile, judge: Judge, schema = vector.schema, name = schema): Problem[] {
  const found = vector.payloads.flatMap(({ value, line }) => withoutBranches(judge(schema, value)).map((breach) => ({ ...breach, line })));
  if (vector.kind === 'valid')
    return found.slice(0, 5).map((breach) => vector.problem(`This is to be valid, and is not: ${told(breach, name)}.`, placeOf(breach)));
  if (found.length === 0) return [vector.problem(`This is to be invalid, and fits ${name}.`)];
  const { at } = vector.sidecar;
  if (at === undefined) return [];
  const others = found.filter((breach) => breach.at !== at);
  if (!found.some((breach) => breach.at === at))
    return [
      vector.sidecarProblem(`What is wrong is to stand at "${at}", and stands at "${others[0]?.at}": ${told(others[0], name)}.`, 'at'),
    ];
  return others
    .slice(0, 1)
    .map((breach) =>
      vector.problem(
        `This is wrong at "${breach.at}", too: one thing is wrong in a vector, or nobody knows what was refused.`,
        placeOf(breach),
      ),
    );
}

/** Where none of several alternatives fits, that is what is wrong, and not what each of them asks for. */
function withoutBranches(breaches: readonly SchemaBreach[]): readonly SchemaBreach[] {
  const whole = breaches.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  return breaches.filter((breach) => whole.includes(breach) || !whole.some(({ at }) => breach.at === at || breach.at.startsWith(`${at}/`)));
}

function sidecarProblems(vector: VectorFile, requirements: ReadonlySet<string>): Problem[] {
  const { requirement, at, status, code } = vector.sidecar;
  const problems: Problem[] = [];
  if (requirement !== undefined && !requirements.has(requirement))
    problems.push(vector.sidecarProblem(`Unknown requirement "${requirement}".${guess(requirement, requirements)}`, 'requirement'));
  if (vector.kind === 'valid')
    for (const [key, value] of Object.entries({ at, status, code }))
      if (value !== undefined) problems.push(vector.sidecarProblem(`A valid vector is accepted: "${key}" says nothing here.`, key as 'at'));
  return problems;
}

function placeOf({ at, line }: SchemaBreach & { readonly line: number | undefined }): string {
  return line === undefined ? at : `line:${line}`;
}

function told(breach: SchemaBreach | undefined, schema: string): string {
  if (breach === undefined) return '';
  const { at, keyword, demands } = breach;
  return `${at === '' ? 'the whole of it' : at} breaks "${keyword}"${demands === null ? '' : ` (${JSON.stringify(demands)})`} of ${schema}`;
}
