import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReferenceOptions, ReferenceService } from '../../src/reference/index.js';
import { type Outcome, runCli, startCli, temporaryFolder } from './command.js';
import { createdInstances, type Front, type FrontSettings, type Holdings, holdingsOf, settle, startFront } from './core-front.js';
import { type JsonReport, reportOf } from './report.js';

/** What ends a run early: a signal, or a fault of ours. */
export type Ending = 'SIGINT' | 'SIGTERM' | 'crash';
export type Signal = Exclude<Ending, 'crash'>;
export const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, crash: 4 } as const;
/** Each answer is held back so long that a signal meets the request under way. Milliseconds. */
export const DELAY = 30;
/** Seconds that are given to what is under way and to cleaning up. */
const CLEANUP_TIMEOUT = 5;
/** Milliseconds after which a process on a busy machine is given up. */
const PATIENCE = 60_000;
const CRASH = fileURLToPath(new URL('./preload/crash.mjs', import.meta.url));

export interface Interrupted {
  readonly outcome: Outcome;
  readonly report: JsonReport;
  readonly front: Front;
  readonly before: Holdings;
  readonly after: Holdings;
  /** Ids of the runs of the checker that the service has not ended. */
  readonly unfinished: readonly string[];
  /** Whether the run was long enough to be ended early. */
  readonly ended: boolean;
  /** Milliseconds from the signal to the end of the process. */
  readonly took: number;
  /** Ledgers that lie in its working directory afterwards. */
  readonly ledgers: readonly string[];
}

export interface Interruption extends Pick<FrontSettings, 'delay'> {
  readonly service?: ReferenceService;
  readonly tier?: 'core' | 'full';
  readonly reference?: Partial<ReferenceOptions>;
  readonly args?: readonly string[];
}

/** A check of a slow service that somebody else uses too; it is ended with the request of that number (0: it is not). */
export async function interruptAt(number: number, ending: Ending, how: Interruption = {}): Promise<Interrupted> {
  const { cwd, ...run } = await endAt(number, ending, how);
  const report = reportOf(run.outcome);
  return { ...run, report, after: await holdingsOf(run.front), unfinished: await unfinishedRuns(run.front), ledgers: ledgersIn(cwd) };
}

/** What becomes of a check that is killed with the request of that number, and of the service once `cleanup` has been there. */
export interface Killed extends Pick<Interrupted, 'front' | 'before' | 'after' | 'unfinished' | 'ended' | 'ledgers'> {
  readonly cleaned: Outcome;
  /** The lines of its ledger before that. */
  readonly told: readonly Readonly<Record<string, unknown>>[];
}

/** Kills a check, waits until the service is done with what was under way, and cleans up by whatever ledger lies there. */
export async function killAt(number: number, how: Interruption = {}): Promise<Killed> {
  const { cwd, front, before, ended } = await endAt(number, 'SIGKILL', how);
  await front.calm();
  const told = ledgersIn(cwd)
    .flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'))
    .map((line) => JSON.parse(line));
  const cleaned = await runCli(['cleanup', '.', '--url', front.url], { cwd, patience: PATIENCE });
  return {
    front,
    before,
    ended,
    cleaned,
    told,
    after: await holdingsOf(front),
    unfinished: await unfinishedRuns(front, false),
    ledgers: ledgersIn(cwd),
  };
}

/**
 * What may not be after {@link killAt}; empty when all is well. Whose instances those are of which nobody heard nobody can tell: they stay,
 * and the user is told to look.
 */
export function remainsOf({ cleaned, before, after, unfinished, ledgers, front, told }: Killed): string[] {
  const heard = new Set(told.flatMap(({ ids }) => (ids as string[] | undefined) ?? []));
  // Without a ledger the run had come to its end before it was killed: then nothing of it may be there at all.
  const untold = told.length === 0 ? [] : createdInstances(front).filter((id) => !heard.has(id));
  const open = told.filter(({ sent, operation }) => /instance/.test(String(operation)) && !told.some(({ made }) => made === sent));
  const expected = { ...before, instances: [...before.instances, ...untold].sort() };
  const found = { ...after, instances: [...after.instances].sort() };
  // A request starts two at most.
  const said = untold.length <= 2 * open.length && (untold.length === 0 || cleaned.stdout.includes('look for what it may have created'));
  return [
    ...(cleaned.code === (untold.length === 0 ? 0 : 1) && said
      ? []
      : [`cleanup: exit ${cleaned.code}: ${cleaned.stdout}${cleaned.stderr}`]),
    ...(JSON.stringify(found) === JSON.stringify(expected) ? [] : [`expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`]),
    ...(unfinished.length === 0 ? [] : [`unfinished ${unfinished.join(', ')}`]),
    ...(ledgers.length === (untold.length === 0 ? 0 : 1) ? [] : [`ledgers ${ledgers.join(', ')}`]),
    ...front.requests
      .filter(({ method, path }) => method === 'DELETE' && before.instances.some((id) => path.endsWith(id)))
      .map(({ path }) => `deleted ${path}`),
  ];
}

async function endAt(number: number, ending: Ending | 'SIGKILL', how: Interruption) {
  const { service = 'daemon', tier = 'core', args = [], delay = DELAY } = how;
  let interrupt: () => void = () => undefined;
  let sent = 0;
  const front = await startFront(
    { service, ...how.reference },
    {
      delay,
      onRequest: (_request, count) => {
        if (count !== number) return;
        sent = performance.now();
        interrupt();
      },
    },
  );
  if (service === 'daemon') await settle(front);
  const before = await holdingsOf(front);
  const cwd = temporaryFolder();
  const flags = ['--tier', tier, '--allow-mutations', '--format', 'json', '--cleanup-timeout', String(CLEANUP_TIMEOUT)];
  const env: Record<string, string> = ending === 'crash' ? { NODE_OPTIONS: `--import=${CRASH}`, CRASH_AT: String(number) } : {};
  const { child, ended } = startCli(['check', service, '--url', front.url, ...flags, ...args], { cwd, env, patience: PATIENCE });
  if (ending !== 'crash') interrupt = () => void child.kill(ending);
  const outcome = await ended;
  return { cwd, outcome, front, before, ended: sent > 0, took: performance.now() - sent };
}

function ledgersIn(cwd: string): string[] {
  return readdirSync(cwd)
    .filter((name) => name.endsWith('.ledger'))
    .map((name) => join(cwd, name));
}

/** What an early end may not lead to; empty when all is well. */
export function complaintsOf(run: Interrupted, ending: Ending): string[] {
  const { outcome, report, before, after, unfinished, ended, took, ledgers } = run;
  const code = ended ? EXIT_CODES[ending] : 0;
  const interrupted = ended && ending !== 'crash' ? ending : undefined;
  const { left } = (report as unknown as { cleanup: { left: object[] } }).cleanup;
  return [
    ...(outcome.code === code && report.exit_code === code ? [] : [`exit ${outcome.code}, in the report ${report.exit_code}`]),
    ...(report.interrupted === interrupted ? [] : [`interrupted: ${report.interrupted}`]),
    ...(JSON.stringify(after) === JSON.stringify(before) ? [] : [`before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`]),
    ...(unfinished.length === 0 ? [] : [`unfinished ${unfinished.join(', ')}`]),
    ...(left.length === 0 ? [] : [`left ${JSON.stringify(left)}`]),
    ...(ledgers.length === 0 ? [] : [`ledgers ${ledgers.join(', ')}`]),
    // An interruption is nobody's fault; of a crash nothing is known.
    ...(ending === 'crash' || report.counts.FAIL + report.counts.ERROR === 0
      ? []
      : report.results.flatMap(({ check_id, status, message }) =>
          status === 'FAIL' || status === 'ERROR' ? [`${status} ${check_id}: ${message}`] : [],
        )),
    ...(!ended || took < CLEANUP_TIMEOUT * 1000 + 40_000 ? [] : [`took ${took} ms`]),
  ];
}

/**
 * Runs that were accepted through the front and that the service still carries on.
 * @param unnamed whether those count that the service named itself: where a check was killed before it heard that name, nobody can end them
 */
export async function unfinishedRuns({ requests, ask }: Front, unnamed = true): Promise<string[]> {
  const accepted = requests.filter(
    ({ method, path, body, status = 0 }) =>
      method === 'POST' && path === '/v1/runs' && status < 300 && (unnamed || body.includes('"run_id"')),
  );
  const ids = accepted.map(({ answer }) => (JSON.parse(answer ?? '{}') as { run_id: string }).run_id);
  const states = await Promise.all(ids.map(async (id) => ((await ask('GET', `/v1/runs/${id}`)) as { state?: string }).state));
  return ids.filter((_id, index) => !['succeeded', 'failed', 'canceled'].includes(states[index] ?? ''));
}
