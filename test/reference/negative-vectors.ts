import type { ReferenceService } from '../../src/reference/index.js';

/** A body that has to be refused; the ids are those of the requirements. */
export interface NegativeVector {
  readonly id: string;
  readonly services: readonly ReferenceService[];
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  /** One fault each. */
  readonly bodies: readonly unknown[];
}

const goal = { goal: 'x' };
const run = (more: object) => ({ input: goal, ...more });
const RUN: readonly (readonly unknown[])[] = [
  [{}],
  [{ input: {} }],
  [{ input: 'x' }, { input: [] }, { input: null }],
  [{ input: { goal: 1 } }, { input: { goal: null } }],
  [run({ extra: 1 })],
  [{ input: { goal: 'x', extra: 1 } }],
  [run({ run_id: 1 })],
  [run({ limits: { timeout_ms: -1 } })],
  [run({ limits: { max_steps: 0 } })],
  [run({ limits: { max_tokens: 0 } })],
  [run({ limits: { max_steps: 1.5 } }), run({ limits: { max_tokens: '1' } }), run({ limits: { timeout_ms: null } })],
  [run({ limits: { extra: 1 } })],
  [
    run({ tool_policy: { allow_tool_ids: 'echo' } }),
    run({ tool_policy: { allow_tool_ids: [1] } }),
    run({ tool_policy: { deny_tool_ids: [null] } }),
  ],
  [run({ tool_policy: { extra: [] } })],
  [run({ runtime_selector: { extra: 'x' } })],
  [run({ runtime_selector: { instance_id: 1 } })],
  [{ input: { goal: 'x', context: [] } }, { input: { goal: 'x', data: [] } }],
  [run({ metadata: { labels: { a: 1 } } })],
  [run({ metadata: { extra: 1 } })],
  [run({ extensions: [] }), run({ extensions: null })],
  [run({ runtime_selector: { runtime_api_endpoint: 'not a uri' } }), run({ runtime_selector: { runtime_api_endpoint: 'host/path' } })],
  [run({ extensions: { key: 1 } }), run({ metadata: { extensions: { key: 1 } } })],
];
const call = { invocation_id: 'i', tool_id: 'echo', args: { text: 'x' } };
const INV: readonly (readonly unknown[])[] = [
  [{ tool_id: 'echo', args: { text: 'x' } }],
  [{ invocation_id: 'i', tool_id: 'echo' }],
  [{ invocation_id: 'i', args: { text: 'x' } }],
  [
    { ...call, args: [] },
    { ...call, args: null },
  ],
  [{ ...call, invocation_id: 1 }],
  [{ ...call, extra: 1 }],
  [{ ...call, context: [] }],
  [
    { ...call, caller: { id: 'x' } },
    { ...call, caller: { type: 'x' } },
  ],
  [{ ...call, caller: { type: 'x', id: 'y', extra: 1 } }],
  [{ ...call, caller: { type: 'x', id: 'y', uri: 'not a uri' } }],
];
const start = { runtime_profile: 'default' };
const INS: readonly (readonly unknown[])[] = [
  [{}, { count: 1 }],
  [{ ...start, count: 0 }],
  [{ ...start, count: -1 }],
  [
    { ...start, count: '1' },
    { ...start, count: 1.5 },
  ],
  [{ ...start, extra: 1 }],
  [{ ...start, overrides: { extra: 1 } }],
  [{ ...start, overrides: { env: { A: 1 } } }],
  [
    { ...start, overrides: { args: 'x' } },
    { ...start, overrides: { args: [1] } },
  ],
  [{ ...start, metadata: { labels: [] } }],
];
const register = { runtime_api_endpoint: 'http://127.0.0.1:9' };
const REG: readonly (readonly unknown[])[] = [
  [{}, { runtime_name: 'x' }],
  [{ runtime_api_endpoint: 1 }],
  [{ ...register, extra: 1 }],
  [{ runtime_api_endpoint: 'not a uri' }, { runtime_api_endpoint: '/v1' }, { runtime_api_endpoint: 'http://' }],
];
const PRO: readonly (readonly unknown[])[] = [
  [[], 'null', '"x"', '1'],
  [{ runtime_profile: 'p' }],
  [{ description: 1 }],
  [{ defaults: { extra: 1 } }],
  [{ defaults: { env: { A: 1 } } }],
  [{ defaults: { args: 'x' } }],
];

/** The 51 negative vectors, each alternative a body of its own. */
export const NEGATIVE_VECTORS: readonly NegativeVector[] = [
  ...series('RUN', ['runtime', 'daemon'], 'POST', '/v1/runs', RUN),
  ...series('INV', ['tool-registry'], 'POST', '/v1/tool-invocations', INV),
  ...series('INS', ['daemon'], 'POST', '/v1/instances', INS),
  ...series('REG', ['daemon'], 'POST', '/v1/instances:register', REG),
  ...series('PRO', ['daemon'], 'PUT', '/v1/admin/runtime-profiles/refused', PRO),
];

function series(
  name: string,
  services: readonly ReferenceService[],
  method: 'POST' | 'PUT',
  path: string,
  table: readonly (readonly unknown[])[],
): NegativeVector[] {
  return table.map((bodies, index) => ({ id: `ARP-NV-${name}-${String(index + 1).padStart(2, '0')}`, services, method, path, bodies }));
}
