import { guess, type Problem } from '../../errors.js';
import { fitProblems } from '../vectors/judge.js';
import type { Draft, DraftCheck, MadeCheck } from './draft.js';
import { operationOf, parametersOf, type Words } from './words.js';

/** Stored payloads that are none, that are not what their folder says, or that the operation takes or refuses by mistake. */
export function payloadProblems(draft: Draft, made: readonly MadeCheck[], words: Words): Problem[] {
  const { judge } = words;
  const own = draft.checks.flatMap(({ written }) =>
    written.vectors === undefined ? [] : words.vectors(written.vectors, draft.document.file).problems,
  );
  const misfits = made.flatMap(({ vector, check }) => {
    const request = operationOf(words, check.service, check.probe?.operation)?.request;
    if (vector === undefined || judge === undefined || request === undefined) return [];
    const unknown = check.requirements.find((id) => id === vector.sidecar.requirement && !words.requirements.has(id));
    return [
      ...(unknown === undefined
        ? []
        : [vector.sidecarProblem(`Unknown requirement "${unknown}".${guess(unknown, words.requirements)}`, 'requirement')]),
      ...fitProblems(vector, judge, request, `the body of ${check.probe?.operation}`),
    ];
  });
  return [...own, ...misfits];
}

/** What is wrong with the requests of a suite: no operation, other parameters than the path has, an effect that the method cannot have. */
export function requestProblems(draft: Draft, words: Words): Problem[] {
  return draft.checks.flatMap((check) => [
    ...missingOperation(check, draft),
    ...draft.services.flatMap((service) => ofService(check, service, draft, words)),
  ]);
}

function missingOperation({ written, index }: DraftCheck, { document }: Draft): Problem[] {
  const { probe, operations } = written;
  if (probe === undefined || operations !== undefined || probe.operation !== undefined || probe.outside !== undefined) return [];
  return [document.problem('This probe names no operation of the spec.', ['checks', index, 'probe'])];
}

function ofService({ written, index }: DraftCheck, service: string, { document }: Draft, words: Words): Problem[] {
  const { probe, effect } = written;
  const operation = operationOf(words, service, probe?.operation);
  if (probe === undefined || operation === undefined) return [];
  const at = ['checks', index, 'probe'];
  const named = written.send === undefined ? [...at, 'operation'] : ['checks', index, 'send'];
  const [wanted, given] = [parametersOf(operation), Object.keys(probe.path ?? {})];
  return [
    ...wanted
      .filter((name) => !given.includes(name))
      .map((name) => document.problem(`The path of ${operation.id} is ${operation.path}: "path" has no value for "${name}".`, named)),
    ...given
      .filter((name) => !wanted.includes(name))
      .map((name) =>
        document.problem(
          `The path of ${operation.id} is ${operation.path}, without "${name}".${guess(name, wanted)}`,
          [...at, 'path', name],
          'key',
        ),
      ),
    ...(effect === 'read' && operation.method !== 'GET'
      ? [
          document.problem(`${operation.id} is sent with ${operation.method}, which is more than a read: its effect is write or refused.`, [
            'checks',
            index,
            'effect',
          ]),
        ]
      : []),
  ];
}
