import { setMaxListeners } from 'node:events';
import { type Clock, startClock } from './clock.js';
import { UsageError } from './errors.js';
import { chooseHeld, demandConsent, demandServices, nothingLeft } from './held.js';
import type { Variables } from './json/template.js';
import { judge } from './judge.js';
import { openSpec } from './load/spec/open.js';
import { builtInSuites } from './load/suites/built-in.js';
import type {
  Baseline,
  Exchange,
  Json,
  LedgerHead,
  LedgerLine,
  Message,
  Plan,
  PlannedProbe,
  Report,
  RunPart,
  RunReport,
  Selection,
  Spec,
} from './model.js';
import { isCredential } from './options/credential-headers.js';
import type { Options, Target } from './options/resolve.js';
import { streamLimits } from './options/stream-limits.js';
import { basesOf, checkBases } from './plan/bases.js';
import { withDerived } from './plan/derived.js';
import { demandChecks, idlePatterns, makePlan, schemasOf } from './plan/plan.js';
import { Allowance } from './probe/allowance.js';
import type { Prober, TokenSource } from './probe/prober.js';
import { isLoopback, proxySecrets } from './probe/proxy.js';
import type { StreamRequest } from './probe/stream-exchange.js';
import { Gate } from './schedule/gate.js';
import { type Recording, type Standing, schedule } from './schedule/schedule.js';
import { tampered } from './schedule/tampered.js';
import { waitUntilReady } from './schedule/wait.js';
import { type StandIns, startStandIns } from './stand-ins.js';
import { judgeContract } from './validate/contract.js';
import { isAnswered, outcomeOf } from './verdict/check-verdicts.js';
import { type Circumstances, concludeBroken } from './verdict/conclude.js';
import { worstExitCode } from './verdict/exit-code.js';

/** What a run needs of the world around it. */
export interface Surroundings {
  readonly tool: { readonly name: string; readonly version: string };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Stops the run; its reason is the name of the signal that did, or the error that a fault of ours threw. */
  readonly signal: AbortSignal;
  /** Told each secret that comes up in the course of the run, such as a token that was fetched: no output may hold it. */
  readonly onSecret?: (secret: string) => void;
  /** Told what goes on, in a few words. */
  readonly onProgress?: (text: string) => void;
  /** Keeps a ledger that outlives the process, of a run that may create something; where it is absent, none is kept. */
  readonly openLedger?: (head: LedgerHead) => KeptLedger;
  /** Told of each run that may create something, once it is under way. */
  readonly onWriting?: (writing: Writing) => void;
}

/** A ledger that is kept. */
export interface KeptLedger {
  readonly file: string;
  write(line: LedgerLine): void;
  /** @returns the name of the file, where it is kept for what is left */
  close(left: readonly LedgerLine[]): string | undefined;
}

/** A run that may have created something. */
export interface Writing {
  readonly job: Job;
  /** File of its ledger. */
  readonly ledger?: string;
  /** What of it is on the service now. */
  standing(): Standing;
}

/** A plan, and where it is to be carried out. */
export interface Job {
  readonly target: Target;
  readonly plan: Plan;
  readonly spec: Spec;
  /** Values of the variables of suites. */
  readonly variables: Readonly<Record<string, Json>>;
  /** Those of them that no output may hold. */
  readonly secrets: readonly string[];
  /** What is known to be wrong. */
  readonly baseline?: Baseline;
}

/**
 * Loads the spec and the suites and plans a run; nothing is sent.
 * @param loaded the spec, where it is loaded already
 * @throws UsageError for everything that the user can mend.
 */
export async function prepare(options: Options, known?: Spec): Promise<Job[]> {
  const loaded = known ?? (await openSpec(options.specPath));
  const baseline = options.baseline === undefined ? undefined : await loadBaseline(options.baseline);
  const services = options.targets.map(({ service }) => service);
  demandServices(services, loaded, options);
  const held = await chooseHeld(options, loaded);
  const { spec, tier, scope, own, open, variables, secrets, flags } = held;
  const suites = await withDerived(held.suites, spec);
  const [idle] = idlePatterns([...options.include, ...options.exclude], services, suites, tier);
  if (idle !== undefined) throw new UsageError(`No check of tier ${tier} has an id that fits "${idle}". See --dry-run for the ids.`);
  // Suites of deeper tiers are looked into only to say where a check is.
  if (options.only.length > 0)
    demandChecks(options.only, services, [...suites, ...(await withDerived(await builtInSuites('full'), spec))], tier);

  const { include, exclude, only, readOnly, credentials, auth } = options;
  const given = Object.keys({ ...options.inputs, ...variables });
  const selection: Selection = {
    ...{ tier, scope, own, variables: open, include, exclude, only, readOnly, credentials, auth, given },
    ...(flags.length === 0 ? {} : { flags }),
  };
  const partOf = await splitting(options);
  const jobs = options.targets
    .map((target) => ({
      ...{ target, spec, variables, secrets },
      plan: makePlan(target.service, suites, spec, selection),
      ...(baseline === undefined ? {} : { baseline }),
    }))
    .map((job) => ({ ...job, plan: partOf(job.plan, (part) => makePlan(job.target.service, suites, spec, { ...selection, part })) }))
    .filter(({ plan }) => plan.checks.length > 0);
  if (jobs.length === 0) throw new UsageError(nothingLeft(services, options));
  demandConsent(jobs, options);
  const bases = jobs.flatMap(({ plan }) => basesOf(plan, options.inputs));
  await spec.prepare([...schemasOf(jobs.flatMap(({ plan }) => plan.probes)), ...bases.map(({ schema }) => schema)]);
  checkBases(bases, spec);
  return jobs;
}

/** Leaves of a plan the part that was asked for. @throws UsageError where there are fewer parts */
async function splitting({ shard, durations }: Options): Promise<(plan: Plan, replan: (part: RunPart) => Plan) => Plan> {
  if (shard === undefined) return (plan) => plan;
  const [{ partsOf }, took] = await Promise.all([import('./plan/parts.js'), durationsIn(durations)]);
  // What an earlier run does not tell costs as much as the others do on average.
  const usual = took.size === 0 ? 1 : [...took.values()].reduce((sum, ms) => sum + ms, 0) / took.size;
  return (plan, replan) => {
    const parts = partsOf(plan, shard.total, (probe) => took.get(probe) ?? usual);
    const part = parts[shard.index - 1];
    if (part !== undefined) return replan(part);
    throw new UsageError(`--shard ${shard.index}/${shard.total}: the checks of the ${plan.service} make ${parts.length} parts at most.`);
  };
}

async function durationsIn(file: string | undefined): Promise<ReadonlyMap<string, number>> {
  if (file === undefined) return new Map();
  const { readDurations } = await import('./load/durations.js');
  return readDurations(file);
}

/** Carries out planned jobs side by side: probes, validates, weighs. Gives a report for each, whatever happens. */
export async function run(jobs: readonly Job[], options: Options, around: Surroundings): Promise<RunReport> {
  const { openProber, TokenSource } = await import('./probe/prober.js');
  // A name, not a secret: loading a cryptographic generator would cost more than it is worth.
  // Every request under way listens for an interruption.
  setMaxListeners(0, around.signal);
  const clock = startClock();
  const runId = `arpc-${Math.round(clock()).toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  const gates = new Map(jobs.map(({ target }) => [new URL(target.url).origin, new Gate(options.jobs)]));
  // What a check makes of a token gives most of it away.
  const onSecret = (token: string): void => {
    for (const secret of [token, tampered(token)]) around.onSecret?.(secret);
  };
  for (const secret of proxySecrets(around.environment)) around.onSecret?.(secret);
  const tokens = await TokenSource.open({ ...options, ...around, onSecret });
  const known = tokens.current ?? bearerIn(options.headers);
  if (known !== undefined) onSecret(known);
  const reports = await Promise.all(
    jobs.map(async (job) => {
      const gate = gates.get(new URL(job.target.url).origin) as Gate;
      const prober = await openProber({
        ...options,
        tokens,
        url: job.target.url,
        timeout: options.timeout * 1000,
        userAgent: `${around.tool.name}/${around.tool.version}`,
        runId,
        environment: around.environment,
        clock,
        isCredential,
      });
      try {
        return await runOne(job, { prober, tokens, gate, clock }, options, around, runId);
      } finally {
        await prober.close();
      }
    }),
  );
  return { reports, exitCode: worstExitCode(reports.map(({ exitCode }) => exitCode)) };
}

/** What a run talks to a service by. */
interface Line {
  readonly prober: Prober;
  readonly tokens: TokenSource;
  readonly gate: Gate;
  readonly clock: Clock;
}

async function runOne(job: Job, line: Line, options: Options, around: Surroundings, runId: string): Promise<Report> {
  const { plan, spec, target } = job;
  const startedAt = Math.round(line.clock());
  let recording: Recording = {
    exchanges: new Map(),
    variables: new Map(),
    unsent: new Map(),
    cleanup: { removed: 0, residue: [], left: [] },
    remains: [],
    timing: { requests: 0, wall: 0, path: 0, sum: 0 },
  };
  let kept: string | undefined;
  const circumstances = (): Circumstances => ({
    cleanup: { ...recording.cleanup, ...(kept === undefined ? {} : { ledger: kept }) },
    timing: recording.timing,
    url: target.url,
    ...(target.name === undefined ? {} : { target: target.name }),
    tool: around.tool,
    runId,
    startedAt,
    finishedAt: Math.round(line.clock()),
    strict: options.strict,
    ...interruptionOf(around.signal),
  });
  let standIns: StandIns | undefined;
  try {
    const onThisMachine = isLoopback(new URL(target.url).hostname);
    standIns = await startStandIns(plan, spec, { ...options.inputs, ...job.variables }, { onThisMachine, clock: line.clock });
    if (options.wait > 0) await waitForService(job, line, options, around);
    const ledger = mayCreate(job) ? around.openLedger?.(ledgerHead(job, runId, startedAt)) : undefined;
    recording = await probeAll(job, line, options, around, runId, standIns.variables, ledger);
    kept = ledger?.close(recording.remains);
    if (recording.bug !== undefined) throw recording.bug;
    if (around.signal.reason instanceof Error) throw around.signal.reason;
    const { stop } = recording;
    const judging = {
      plan,
      implied: options.implied,
      ...(options.failFast ? { notRun: 'fail-fast' as const } : {}),
    };
    const logs = await standIns.logs();
    const report = judge(judging, { ...recording, standIns: logs }, spec, {
      ...circumstances(),
      ...(stop === undefined ? {} : { stop }),
    });
    const judged = job.baseline === undefined ? report : await heldTo(report, job.baseline, options.strictBaseline);
    return options.record ? { ...judged, record: { variables: recording.variables, unsent: recording.unsent, standIns: logs } } : judged;
  } catch (error) {
    return concludeBroken({ plan, exchanges: recording.exchanges, implied: options.implied }, spec, {
      ...circumstances(),
      bug: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  } finally {
    await standIns?.close();
  }
}

/** Whether any of its requests creates something, or may where it is not refused. */
export function mayCreate({ plan }: Job): boolean {
  return plan.probes.some(({ creates }) => creates !== undefined);
}

function ledgerHead({ plan, spec, target }: Job, run: string, startedAt: number): LedgerHead {
  const { own } = plan.selection;
  return {
    ...{ run, service: target.service, url: target.url, spec: spec.origin, begun: new Date(startedAt).toISOString() },
    ...(own === undefined || own.length === 0 ? {} : { suites: own }),
  };
}

async function probeAll(
  job: Job,
  { prober, tokens, gate, clock }: Line,
  options: Options,
  around: Surroundings,
  runId: string,
  variables: Variables,
  ledger: KeptLedger | undefined,
): Promise<Recording> {
  const { plan, spec, target } = job;
  let answered = false;
  const received = new Allowance(options.maxReceived);
  const streamFor = await streamsOf(plan, spec, options, clock);
  return schedule(plan.probes, {
    gate,
    signal: around.signal,
    lateSignal: after(around.signal, options.cleanupTimeout * 1000),
    cleanup: options.cleanup,
    describe: (message) => prober.describe(message),
    ...(options.maxRequests === undefined ? {} : { maxRequests: options.maxRequests }),
    hasReceivedAll: () => received.isSpent,
    token: () => tokens.current ?? bearerIn(options.headers),
    variables,
    fresh: (name) => `${runId}-${name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')}`,
    pollTimeout: options.pollTimeout * 1000,
    pollInterval: options.pollInterval * 1000,
    send: (message, signal, more) => {
      if (more === undefined) return prober.send(message, signal);
      const { patience, onSend } = more;
      const stream = streamFor(message, patience);
      return prober.send(message, signal, {
        allowance: received,
        ...(stream === undefined ? {} : { stream }),
        ...(onSend === undefined ? {} : { onSend }),
      });
    },
    stopAfter: (exchange) => {
      answered ||= isAnswered(exchange);
      return (!answered && isOutOfReach(exchange)) || (options.failFast && isFailure(exchange, plan.probes, spec, options));
    },
    ...(ledger === undefined ? {} : { journal: (entry) => ledger.write(entry) }),
    onBegin: (standing) => {
      if (mayCreate(job)) around.onWriting?.({ job, standing, ...(ledger === undefined ? {} : { ledger: ledger.file }) });
    },
    onExchange: ({ request }) => around.onProgress?.(`${target.service}: ${request.method} ${request.url}`),
  });
}

/** How the answer to a message is read that is a stream; what judges one is loaded where there may be any. */
async function streamsOf(
  plan: Plan,
  spec: Spec,
  options: Options,
  clock: Clock,
): Promise<(message: Message, patience?: Promise<boolean>) => (() => StreamRequest | undefined) | undefined> {
  if (plan.probes.every(({ stream }) => stream === undefined)) return () => undefined;
  const { openStream } = await import('./validate/stream/open-stream.js');
  const limits = streamLimits(options);
  return (message, patience) => {
    if (message.probe.stream === undefined) return undefined;
    return () => {
      const taker = openStream(message, plan, spec, { limits, startedAt: clock() });
      return taker === undefined ? undefined : { taker, limits, ...(patience === undefined ? {} : { patience }) };
    };
  };
}

function interruptionOf({ aborted, reason }: AbortSignal): Pick<Report, 'interrupted'> {
  return aborted && (reason === 'SIGINT' || reason === 'SIGTERM') ? { interrupted: reason } : {};
}

/** The bearer token of an Authorization header, where the user gave it so. */
function bearerIn(headers: Options['headers']): string | undefined {
  const own = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return /^bearer +(\S+)$/i.exec(own ?? '')?.[1];
}

/** A signal that follows another one some time later. */
function after(signal: AbortSignal, ms: number): AbortSignal {
  const late = new AbortController();
  setMaxListeners(0, late.signal);
  const follow = (): void => void setTimeout(() => late.abort(signal.reason), ms).unref();
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  return late.signal;
}

async function waitForService({ plan, spec }: Job, { prober, gate }: Line, options: Options, around: Surroundings): Promise<void> {
  const operation = spec.operations.find(({ service, id }) => service === plan.service && id === spec.ready);
  if (operation === undefined) return;
  const probe: PlannedProbe = {
    key: 'wait',
    operation,
    request: { operation: spec.ready },
    credentials: 'given',
    expects: 'success',
    effect: 'read',
    needs: [],
    save: {},
  };
  const message: Message = { key: probe.key, probe, operation, path: {}, query: {}, credentials: 'given' };
  around.onProgress?.(`${plan.service}: waiting for it to come up`);
  await waitUntilReady(() => gate.through(() => prober.send(message, around.signal)), options.wait * 1000, around.signal);
}

async function heldTo(report: Report, baseline: Baseline, strict: boolean): Promise<Report> {
  const { withBaseline } = await import('./verdict/baseline.js');
  return withBaseline(report, baseline, strict);
}

async function loadBaseline(file: string): Promise<Baseline> {
  const { readBaseline } = await import('./load/baseline.js');
  return readBaseline(file);
}

function isFailure(exchange: Exchange, probes: readonly PlannedProbe[], spec: Spec, { implied }: Options): boolean {
  const operation = probes.find(({ key }) => key === exchange.probe)?.operation;
  return (
    operation !== undefined &&
    outcomeOf(judgeContract(exchange, operation, spec).findings, { requirements: spec.requirements, implied }) === 'FAIL'
  );
}

/** Nothing is there to talk to, so that no other request can fare better. */
function isOutOfReach({ failure }: Exchange): boolean {
  return failure !== undefined && ['refused', 'dns', 'tls', 'unreachable'].includes(failure.code);
}
