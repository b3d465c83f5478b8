import type { Check, Operation } from '../../model.js';
import { shellWord } from '../exchange-text.js';
import { demandsOf, sendingOf } from './demands.js';
import { exampleLines, examplesOf } from './examples.js';
import { faultLines } from './faults.js';
import { headed, labelled, summed, verbatim } from './labelled.js';
import type { Material } from './material.js';

/** What a check is about: what the standard says, what is sent, what is demanded, examples, how to mend it, how to see it fail. */
export function checkPage(check: Check, material: Material, width: number): string {
  const { spec, checks } = material;
  const { probe, observes = [] } = check;
  const operations = judgedOperations(check, material);
  const requirements = check.requirements.flatMap((id) => spec.requirements.get(id) ?? []);
  const own = probe === undefined ? undefined : operations[0];
  const others = checks.filter(
    ({ id, service, requirements: ids }) =>
      id !== check.id && service === check.service && ids.some((one) => check.requirements.includes(one)),
  );
  return [
    headed(check.id, [check.service, check.tier, check.effect, ...(check.tags ?? [])].join(' · '), width),
    `${check.title}.`,
    '',
    ...requirements.flatMap(({ id, level, sentence, source, mend }) => [
      ...labelled('asks', [`${id} ${level}: ${sentence} (${source})`], width),
      ...labelled('mend', [mend], width),
    ]),
    ...labelled('sent', own === undefined ? [whatItJudges(check, operations)] : sendingOf(check, own), width),
    ...labelled('after', material.before(check), width),
    ...(observes.length > 0 ? labelled('observes', observes, width) : []),
    ...labelled('demands', [...demandsOf(check), ...contractOf(check, operations)], width),
    ...exampleLines(examplesOf(check.requirements, operations, material), width),
    ...labelled(
      'beside',
      [
        ...summed(
          others.map(({ id }) => id),
          4,
        ),
      ],
      width,
    ),
    ...faultLines(check.requirements, [check.service], material, width),
    ...verbatim('run', [runLine(check, material)]),
  ].join('\n');
}

function whatItJudges({ observes, contract }: Check, operations: readonly Operation[]): string {
  if (observes !== undefined) return 'nothing of its own: it judges what other checks sent';
  if (!contract || operations.length === 0) return 'nothing of its own: it is judged on every answer, whoever asked';
  return `nothing of its own: it is judged on every answer to ${operations.map(({ method, path }) => `${method} ${path}`).join(', ')}`;
}

/** The operations whose answers a check judges: its own, those of the checks it observes, or those of its rows of the blame table. */
function judgedOperations(check: Check, { spec, checks }: Material): Operation[] {
  const ids = new Set<string>();
  if (check.probe !== undefined) ids.add(check.probe.operation);
  for (const id of check.observes ?? []) ids.add(checks.find((other) => other.id === id)?.probe?.operation ?? '');
  if (check.contract) {
    for (const row of spec.blame) if (check.requirements.includes(row.requirement)) for (const id of row.operation ?? []) ids.add(id);
  }
  const declared = spec.operations.filter(({ id, service }) => service === check.service && ids.has(id));
  const { outside, operation = '' } = check.probe ?? {};
  if (outside === undefined) return declared;
  // What nothing declares is an operation all the same, without anything that is known of its answers.
  return [{ id: operation, service: check.service, ...outside, protected: false, answers: {} }];
}

/** What the contract declares for the answers of what is sent. */
function contractOf({ probe, expect }: Check, [operation]: readonly Operation[]): string[] {
  if (probe === undefined || operation === undefined || expect?.refused !== undefined || probe.expects === 'error') return [];
  const declared = Object.entries(operation.answers)
    .filter(([status]) => status[0] === '2')
    .map(
      ([status, { mediaType, schema }]) =>
        `${status}${mediaType === undefined ? ' without a body' : ` ${mediaType}`}${schema === undefined ? '' : ` that fits ${schema}`}`,
    );
  return declared.length === 0 ? [] : [`what the contract declares: ${declared.join(', or ')}`];
}

function runLine({ service, id, tier }: Check, { readable, own }: Material): string {
  const suites = own.map((name) => ` --suite ${shellWord(name)}`).join('');
  const depth = tier === 'smoke' ? '' : ` --tier ${tier} ${readable.has(id) ? '--read-only' : '--allow-mutations'}`;
  return `arp-conformance check ${service} --url URL${depth}${suites} --only ${shellWord(id)}`;
}
