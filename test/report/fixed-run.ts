import { fitsPattern, overlap } from '../../src/json/pointer.js';
import { builtInSuites } from '../../src/load/suites/built-in.js';
import type {
  Answer,
  Exchange,
  HeaderList,
  Json,
  Plan,
  PlannedProbe,
  Report,
  RunReport,
  Selection,
  TransportFailure,
} from '../../src/model.js';
import { makePlan, schemasOf } from '../../src/plan/plan.js';
import { validate } from '../../src/validate/validate.js';
import type { VerdictInput } from '../../src/verdict/check-verdicts.js';
import { type Circumstances, conclude } from '../../src/verdict/conclude.js';
import { worstExitCode } from '../../src/verdict/exit-code.js';
import { bundled } from './bundled.js';

/** Runs made of nothing but data: every stage between the wire and the reporters, with fixed times, ids and addresses. */

/** 2026-01-15T09:30:00Z */
const START = Date.UTC(2026, 0, 15, 9, 30);
export const TOOL = { name: 'arp-conformance', version: '0.1.0' };
const RUN_ID = 'arpc-0123456789';

/** What comes back for one request: bytes, or the reason why nothing does. */
export type Reply = Answer | { readonly failure: TransportFailure };

/** What a service answers, by the id of the check that asks, without the name of the service. */
export type Replies = Readonly<Record<string, Reply>>;

export interface FixedRun {
  readonly service: string;
  readonly url: string;
  /** Requests that are not in here are never sent. */
  readonly replies: Replies;
  readonly identity?: Report['identity'];
  readonly credentials?: boolean;
  readonly implied?: 'fail' | 'warn';
  readonly selection?: Partial<Selection>;
  readonly circumstances?: Partial<Circumstances>;
  readonly notRun?: 'interrupted' | 'unreachable' | 'fail-fast';
  readonly unsent?: VerdictInput['unsent'];
}

export function text(body: string | Uint8Array, type: string | null = 'application/json', status = 200, more: HeaderList = []): Reply {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const headers: [string, string][] = type === null ? [] : [['Content-Type', type]];
  return { status, headers: [...headers, ['Content-Length', String(bytes.length)], ...more], body: bytes };
}

export function json(value: Json, status = 200): Reply {
  return text(JSON.stringify(value), 'application/json', status);
}

export function refused(port: number): Reply {
  return { failure: { code: 'refused', detail: `connect ECONNREFUSED 127.0.0.1:${port}` } };
}

const { builtInSpec } = await bundled<typeof import('../../src/load/spec/built-in.js')>('src/load/spec/built-in.ts');

/** Plans, pretends to probe, validates and weighs. */
export async function fixedReport(run: FixedRun): Promise<Report> {
  const [spec, suites] = await Promise.all([builtInSpec(), builtInSuites('full')]);
  const selection: Selection = {
    tier: 'smoke',
    include: [],
    exclude: [],
    only: [],
    readOnly: false,
    credentials: run.credentials ?? false,
    auth: 'auto',
    given: [],
    ...run.selection,
  };
  const plan = makePlan(run.service, suites, spec, selection);
  await spec.prepare(schemasOf(plan.probes));
  const exchanges = exchangesOf(plan, run);
  const found = { ...validate(plan, { exchanges, variables: new Map() }, spec), overlap, fitsPattern };
  return conclude(
    { plan, exchanges, unsent: run.unsent ?? new Map(), found, notRun: run.notRun ?? 'unreachable', implied: run.implied ?? 'fail' },
    spec,
    {
      cleanup: { removed: 0, residue: [], left: [] },
      timing: { requests: exchanges.size, wall: 40, path: 27.5, sum: 12.5 * exchanges.size },
      url: run.url,
      tool: TOOL,
      runId: RUN_ID,
      startedAt: START,
      finishedAt: START + 42,
      strict: false,
      ...(run.identity === undefined ? {} : { identity: run.identity }),
      ...run.circumstances,
    },
  );
}

/** Several services in one run. */
export function together(...reports: readonly Report[]): RunReport {
  return { reports, exitCode: worstExitCode(reports.map(({ exitCode }) => exitCode)) };
}

function exchangesOf(plan: Plan, run: FixedRun): Map<string, Exchange> {
  const entries = plan.probes.flatMap((probe, index) => {
    const reply = run.replies[probe.key.slice(plan.service.length + 1)];
    return reply === undefined ? [] : [[probe.key, exchangeOf(probe, reply, run.url, index)] as const];
  });
  return new Map(entries);
}

function exchangeOf(probe: PlannedProbe, reply: Reply, url: string, index = 0): Exchange {
  const headers: [string, string][] = [
    ['Host', new URL(url).host],
    ['Accept', 'application/json'],
    ['Accept-Encoding', 'gzip, br'],
    ['User-Agent', `${TOOL.name}/${TOOL.version}`],
    ['Arp-Conformance-Run', RUN_ID],
    ...(probe.credentials === 'given' ? [['Authorization', 'Bearer ***'] as [string, string]] : []),
  ];
  return {
    key: probe.key,
    probe: probe.key,
    operation: probe.operation.id,
    effect: probe.effect,
    credentials: probe.credentials,
    expects: probe.expects,
    request: { method: probe.operation.method, url: `${url}${probe.operation.path}`, headers, path: {} },
    ...('failure' in reply ? { failure: reply.failure } : { answer: reply }),
    startedAt: START + index,
    durationMs: 12.5 + index,
  };
}
