import { setMaxListeners } from 'node:events';
import { UsageError } from './errors.js';
import { fitsPattern, overlap, valueAt } from './json/pointer.js';
import type { Variables } from './json/template.js';
import { builtInKnowledge, builtInSpec } from './load/spec/built-in.js';
import { builtInSuites } from './load/suites/built-in.js';
import type { Exchange, Message, Plan, PlannedProbe, Report, RunReport, Spec } from './model.js';
import { isCredential, type Options, type Target } from './options/resolve.js';
import { idlePatterns, makePlan, schemasOf } from './plan/plan.js';
import type { Prober } from './probe/prober.js';
import { isLoopback } from './probe/proxy.js';
import { type Recording, schedule } from './schedule/schedule.js';
import { waitUntilReady } from './schedule/wait.js';
import { type StandIns, startStandIns } from './stand-ins.js';
import { judgeContract } from './validate/contract.js';
import { type Judgements, validate } from './validate/validate.js';
import { isAnswered, outcomeOf } from './verdict/check-verdicts.js';
import { type Circumstances, conclude, concludeBroken } from './verdict/conclude.js';
import { worstExitCode } from './verdict/exit-code.js';

/** What a run needs of the world around it. */
export interface Surroundings {
  readonly tool: { readonly name: string; readonly version: string };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Stops the run; its reason is the name of the signal that did. */
  readonly signal: AbortSignal;
  /** Told what goes on, in a few words. */
  readonly onProgress?: (text: string) => void;
}

/** A plan, and where it is to be carried out. */
export interface Job {
  readonly target: Target;
  readonly plan: Plan;
  readonly spec: Spec;
}

/**
 * Loads the spec and the suites and plans a run; nothing is sent.
 * @throws UsageError for everything that the user can mend.
 */
export async function prepare(options: Options): Promise<Job[]> {
  const [spec, written] = await Promise.all([loadSpec(options), builtInSuites(options.tier)]);
  const suites = options.tier === 'full' ? await (await import('./plan/derive/derive.js')).derive(written, spec) : written;
  const services = options.targets.map(({ service }) => service);
  const [idle] = idlePatterns([...options.include, ...options.exclude], services, suites, options.tier);
  if (idle !== undefined)
    throw new UsageError(`No check of tier ${options.tier} has an id that fits "${idle}". See --dry-run for the ids.`);

  const selection = options;
  const jobs = options.targets
    .map((target) => ({ target, spec, plan: makePlan(target.service, suites, spec, selection) }))
    .filter(({ plan }) => plan.checks.length > 0);
  if (jobs.length === 0) throw new UsageError('--include and --exclude leave no check to run.');
  await spec.prepare(schemasOf(jobs.flatMap(({ plan }) => plan.probes.map(({ operation }) => operation))));
  return jobs;
}

/** Carries out planned jobs side by side: probes, validates, weighs. Gives a report for each, whatever happens. */
export async function run(jobs: readonly Job[], options: Options, around: Surroundings): Promise<RunReport> {
  const { openProber } = await import('./probe/prober.js');
  // A name, not a secret: loading a cryptographic generator would cost more than it is worth.
  // Every request under way listens for an interruption.
  setMaxListeners(0, around.signal);
  const runId = `arpc-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  const reports = await Promise.all(
    jobs.map(async (job) => {
      const prober = await openProber({
        ...options,
        url: job.target.url,
        timeout: options.timeout * 1000,
        userAgent: `${around.tool.name}/${around.tool.version}`,
        runId,
        environment: around.environment,
        isCredential,
      });
      try {
        return await runOne(job, prober, options, around, runId);
      } finally {
        await prober.close();
      }
    }),
  );
  return { reports, exitCode: worstExitCode(reports.map(({ exitCode }) => exitCode)) };
}

async function runOne(job: Job, prober: Prober, options: Options, around: Surroundings, runId: string): Promise<Report> {
  const { plan, spec, target } = job;
  const startedAt = Date.now();
  let recording: Recording = {
    exchanges: new Map(),
    variables: new Map(),
    unsent: new Map(),
    cleanup: { removed: 0, residue: [], left: [] },
  };
  const circumstances = (): Circumstances => ({
    cleanup: recording.cleanup,
    url: target.url,
    tool: around.tool,
    runId,
    startedAt,
    finishedAt: Date.now(),
    strict: options.strict,
    ...(around.signal.aborted ? { interrupted: around.signal.reason as 'SIGINT' | 'SIGTERM' } : {}),
  });
  let standIns: StandIns | undefined;
  try {
    standIns = await startStandIns(plan, spec, options.inputs, isLoopback(new URL(target.url).hostname));
    if (options.wait > 0) await waitForService(job, prober, options, around);
    recording = await probeAll(job, prober, options, around, runId, standIns.variables);
    const { exchanges, unsent } = recording;
    const judgements = validate(plan, { ...recording, interrupted: around.signal.aborted }, spec);
    const found = { ...judgements, overlap, fitsPattern };
    const notRun = around.signal.aborted
      ? 'interrupted'
      : isUnreachable(exchanges)
        ? 'unreachable'
        : options.failFast
          ? 'fail-fast'
          : 'nothing-sent';
    return conclude({ plan, exchanges, unsent, found, notRun }, spec, { ...circumstances(), ...identityOf(exchanges, judgements, spec) });
  } catch (error) {
    return concludeBroken(plan, recording.exchanges, spec, {
      ...circumstances(),
      bug: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  } finally {
    await standIns?.close();
  }
}

function probeAll(
  { plan, spec, target }: Job,
  prober: Prober,
  options: Options,
  around: Surroundings,
  runId: string,
  variables: Variables,
): Promise<Recording> {
  let answered = false;
  return schedule(plan.probes, {
    jobs: options.jobs,
    signal: around.signal,
    lateSignal: after(around.signal, options.cleanupTimeout * 1000),
    cleanup: options.cleanup,
    describe: (message) => prober.describe(message),
    variables,
    fresh: (name) => `${runId}-${name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')}`,
    pollTimeout: options.pollTimeout * 1000,
    pollInterval: options.pollInterval * 1000,
    send: (message, signal) => prober.send(message, signal),
    stopAfter: (exchange) => {
      answered ||= isAnswered(exchange);
      return (!answered && isOutOfReach(exchange)) || (options.failFast && isFailure(exchange, plan.probes, spec));
    },
    onExchange: ({ request }) => around.onProgress?.(`${target.service}: ${request.method} ${request.url}`),
  });
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

async function waitForService({ plan, spec }: Job, prober: Prober, options: Options, around: Surroundings): Promise<void> {
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
  const message: Message = { key: probe.key, probe, operation, path: {}, query: {} };
  around.onProgress?.(`${plan.service}: waiting for it to come up`);
  await waitUntilReady(() => prober.send(message, around.signal), options.wait * 1000, around.signal);
}

async function loadSpec(options: Options): Promise<Spec> {
  if (options.specPath === undefined) return builtInSpec();
  const [{ specFromFolder }, knowledge] = await Promise.all([import('./load/spec/folder.js'), builtInKnowledge()]);
  return specFromFolder(options.specPath, knowledge);
}

function isFailure(exchange: Exchange, probes: readonly PlannedProbe[], spec: Spec): boolean {
  const operation = probes.find(({ key }) => key === exchange.probe)?.operation;
  return operation !== undefined && outcomeOf(judgeContract(exchange, operation, spec).findings, spec.requirements) === 'FAIL';
}

/** Nothing is there to talk to, so that no other request can fare better. */
function isOutOfReach({ failure }: Exchange): boolean {
  return failure !== undefined && ['refused', 'dns', 'tls', 'unreachable'].includes(failure.code);
}

function isUnreachable(exchanges: Recording['exchanges']): boolean {
  return ![...exchanges.values()].some(isAnswered);
}

function identityOf(exchanges: Recording['exchanges'], judgements: Judgements, { identity }: Spec): Pick<Report, 'identity'> {
  for (const { key, operation } of exchanges.values()) {
    const body = judgements.contract.get(key)?.body?.json;
    if (operation !== identity.operation || body === undefined) continue;
    const [name, version] = [valueAt(body, identity.name), valueAt(body, identity.version)];
    if (typeof name === 'string' && typeof version === 'string') return { identity: { name, version } };
  }
  return {};
}
