import { describe, expect, it } from 'vitest';
import type { Operation, Spec } from '../../src/model.js';
import { bundled } from '../report/bundled.js';
import { answerOf, exchangeOf } from '../unit/exchange.js';

/** What src/reference/faults/unmoved.ts says of the checks that no fault makes fail: others tell of all that they could tell. */

type Parts = typeof import('../../src/load/spec/built-in.js') & typeof import('../../src/validate/contract.js');

const { builtInSpec, judgeContract } = await bundled<Parts>('src/load/spec/built-in.ts', 'src/validate/contract.ts');
const spec = await builtInSpec();
await spec.prepare(spec.operations.flatMap(({ answers }) => Object.values(answers).flatMap(({ schema }) => schema ?? [])));

/** Requirements that are blamed for what is no other's. */
const LAST = ['ARP-CM-011', 'ARP-CM-012', 'ARP-CM-013'];
const own = ({ answers }: Operation): number => Number(Object.keys(answers).find((status) => status.startsWith('2')));

/** What is blamed for each way in which a success can depart from its operation: its body, its media type, its status. */
function blamed(operation: Operation, standard: Spec = spec): string[] {
  const status = own(operation);
  const { schema } = operation.answers[status] ?? {};
  const answers = [
    ...(schema === undefined ? [] : [answerOf(7, status), answerOf({}, status, [['Content-Type', 'image/png']])]),
    answerOf({}, 299),
    answerOf(undefined, 307, [['Location', '/elsewhere']]),
  ];
  const exchange = { operation: operation.id, credentials: 'given' } as const;
  return answers.flatMap((answer) =>
    judgeContract(exchangeOf({ ...exchange, answer }), operation, standard)
      .findings.filter(({ fact }) => ['schema', 'media_type', 'status', 'redirect'].includes(fact.kind))
      .map(({ requirement }) => requirement),
  );
}

describe('the blame table', () => {
  it.each(spec.operations)('has rows of its own for $service $id', (operation) => {
    const found = blamed(operation);
    expect(found.length).toBeGreaterThan(1);
    expect(found.filter((id) => LAST.includes(id))).toEqual([]);
  });

  it('blames what no row is about on what holds for every success', () => {
    const some = spec.operations.find(({ service, id }) => service === 'runtime' && id === 'get_run_result') as Operation;
    expect(new Set(blamed({ ...some, id: 'get_run_costs' }))).toEqual(new Set(LAST));
  });
});
