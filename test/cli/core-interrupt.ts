import { type Outcome, startCli } from './command.js';
import { type Front, type FrontSettings, type Holdings, holdingsOf, settle, startFront } from './core-front.js';
import { type JsonReport, reportOf } from './report.js';

export type Signal = 'SIGINT' | 'SIGTERM';
export const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
/** Each answer is held back so long that a signal meets the request under way. Milliseconds. */
export const DELAY = 30;
/** Seconds that are given to what is under way and to cleaning up. */
const CLEANUP_TIMEOUT = 5;

export interface Interrupted {
  readonly outcome: Outcome;
  readonly report: JsonReport;
  readonly front: Front;
  readonly before: Holdings;
  readonly after: Holdings;
  /** Whether the run was long enough for the signal to be sent. */
  readonly signalled: boolean;
  /** Milliseconds from the signal to the end of the process. */
  readonly took: number;
}

/** The core tier against a slow daemon that somebody else uses too; a signal comes with the request of that number (0: none comes). */
export async function interruptAt(
  number: number,
  signal: Signal,
  args: readonly string[] = [],
  more: FrontSettings = {},
): Promise<Interrupted> {
  let interrupt: () => void = () => undefined;
  let sent = 0;
  const front = await startFront(
    { service: 'daemon' },
    { delay: DELAY, ...more, onRequest: (_request, count) => count === number && interrupt() },
  );
  await settle(front);
  const before = await holdingsOf(front);
  const flags = ['--tier', 'core', '--allow-mutations', '--format', 'json', '--cleanup-timeout', String(CLEANUP_TIMEOUT)];
  const { child, ended } = startCli(['check', 'daemon', '--url', front.url, ...flags, ...args]);
  interrupt = () => {
    sent = performance.now();
    child.kill(signal);
  };
  const outcome = await ended;
  const took = performance.now() - sent;
  return { outcome, report: reportOf(outcome), front, before, after: await holdingsOf(front), signalled: sent > 0, took };
}

/** What an interruption may not lead to; empty when all is well. */
export function complaintsOf(run: Interrupted, signal: Signal): string[] {
  const { outcome, report, before, after, signalled, took } = run;
  const code = signalled ? EXIT_CODES[signal] : 0;
  const { left } = (report as unknown as { cleanup: { left: object[] } }).cleanup;
  return [
    ...(outcome.code === code && report.exit_code === code ? [] : [`exit ${outcome.code}, in the report ${report.exit_code}`]),
    ...(report.interrupted === (signalled ? signal : undefined) ? [] : [`interrupted: ${report.interrupted}`]),
    ...(JSON.stringify(after) === JSON.stringify(before) ? [] : [`before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`]),
    ...(left.length === 0 ? [] : [`left ${JSON.stringify(left)}`]),
    // An interruption is nobody's fault.
    ...(report.counts.FAIL + report.counts.ERROR === 0
      ? []
      : report.results.flatMap(({ check_id, status, message }) =>
          status === 'FAIL' || status === 'ERROR' ? [`${status} ${check_id}: ${message}`] : [],
        )),
    ...(!signalled || took < CLEANUP_TIMEOUT * 1000 + 2000 ? [] : [`took ${took} ms`]),
  ];
}
