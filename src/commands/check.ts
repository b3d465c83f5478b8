import { inputs } from '#built/package.js';
import { guess, UsageError } from '../errors.js';
import { readConfig } from '../load/config.js';
import type { RunReport } from '../model.js';
import { collect, type Gathered, type Inputs, type Settings } from '../options/collect.js';
import { checkDefinitions, type Definition, variableOf } from '../options/definitions.js';
import { type ReporterChoice, reportersOf } from '../options/reporters.js';
import { type Options, resolve } from '../options/resolve.js';
import { isLoopback } from '../probe/proxy.js';
import type { Leaving } from '../report/last-words.js';
import { redactLeft, redactRun } from '../report/redact.js';
import { type Drawing, REPORTERS } from '../report/register.js';
import { type Job, prepare, run, type Writing } from '../run.js';
import { Gate } from '../schedule/gate.js';
import { isSecretName, MASK, type Redact, redactor, secretsInJson } from '../secrets.js';
import { worstExitCode } from '../verdict/exit-code.js';
import { emit, prepareFiles } from './emit.js';
import { type Host, wantsColor, widthOf } from './host.js';
import { keepLedgers } from './keep-ledgers.js';
import { startProgress } from './progress.js';
import type { OneRun, Round } from './watch.js';

/** What is checked with one set of options: one service, or those of `all`. */
interface Planned {
  readonly options: Options;
  readonly jobs: readonly Job[];
}

/** What is to be checked, as the command line says it. */
interface Asked {
  readonly chosen: string | undefined;
  readonly flags: Inputs['flags'];
  readonly services: readonly string[];
  /** Whether a configuration file is looked for. */
  readonly readsConfig: boolean;
}

/**
 * `check SERVICE`: settings, plan, run, reports.
 * @param readsConfig whether a configuration file is looked for
 * @returns the exit code
 * @throws UsageError before anything is sent
 */
export async function check(
  chosen: string | undefined,
  flags: Inputs['flags'],
  services: readonly string[],
  host: Host,
  readsConfig = true,
): Promise<number> {
  const asked = { chosen, flags, services, readsConfig };
  if (flags.watch !== true) return (await checkOnce(asked, host)).exitCode;
  const { watch } = await import('./watch.js');
  return watch((told) => checkOnce(asked, host, told), host);
}

async function checkOnce({ chosen, flags, services, readsConfig }: Asked, host: Host, told?: Parameters<OneRun>[0]): Promise<Round> {
  const definitions = checkDefinitions(services, inputs);
  const config = readsConfig ? await readConfig(flags.config as string | undefined, host.directory) : undefined;
  told?.reads(config === undefined ? [] : [config.file]);
  const settings = collect(definitions, { flags, environment: host.environment, ...(config === undefined ? {} : { config }) });
  told?.reads(pathsOf(definitions, settings));
  if (settings.get('print-config')?.value === true) return printConfig(settings, host);
  const words = { services, inputs };
  const reporters = Object.keys(REPORTERS);
  const targets = settings.get('targets')?.value as string | undefined;
  if (targets !== undefined) {
    if (chosen !== undefined) throw new UsageError(`--targets says what is checked: leave "${chosen}" out.`);
    const { planFleet } = await import('./fleet.js');
    const fleet = await planFleet(targets, { definitions, flags, words, reporters }, host);
    return carryOut(fleet, { settings, reporters: reportersOf(settings, reporters, host.environment) }, host, told);
  }
  const options = resolve(serviceOf(chosen, settings, services), settings, words, reporters, host.environment);
  return carryOut([{ options, jobs: await prepare(options) }], { settings, reporters: options.reporters }, host, told);
}

/** The files and folders that settings name to be read. */
function pathsOf(definitions: readonly Definition[], settings: Settings): string[] {
  return definitions.flatMap(({ name, path, repeatable }) => {
    const value = settings.get(name)?.value;
    if (value === undefined || (path === undefined && name !== 'targets')) return [];
    const texts = (repeatable ? (value as readonly unknown[]) : [value]).map(String);
    if (path === '@') return texts.flatMap((text) => (text.startsWith('@') ? [text.slice(1)] : []));
    // What begins with a scheme, such as npm:, is no path.
    return texts.filter((text) => !/^[a-z]{2,}:/.test(text));
  });
}

/** Runs what was planned, at most `--jobs` targets at a time, and draws one report of it all. */
async function carryOut(
  planned: readonly Planned[],
  { settings, reporters }: { readonly settings: Settings; readonly reporters: readonly ReporterChoice[] },
  host: Host,
  told?: Parameters<OneRun>[0],
): Promise<Round> {
  const jobs = planned.flatMap((one) => one.jobs);
  if (settings.get('dry-run')?.value === true) {
    const { planText } = await import('../report/plan-text.js');
    host.stdout.write(planText(jobs.map(({ plan, target }) => ({ plan, url: target.url }))));
    return { exitCode: 0 };
  }
  told?.writes(reporters.flatMap(({ file }) => file ?? []));
  await prepareFiles(reporters);
  for (const { options } of planned) warnOfRisks(options, host);
  const { secrets } = host;
  for (const { options, jobs: own } of planned) secrets.add(...options.secrets, ...own.flatMap((job) => job.secrets));
  const ledgers = await Promise.all(planned.map((one) => keepLedgers(one.jobs, one.options.ledger, host)));
  const progress = startProgress(host, jobs.map(openingOf).join('\n'), settings.get('quiet')?.value === true);
  const writing: Writing[] = [];
  host.beforeLeaving(async () => {
    const { lastWords } = await import('../report/last-words.js');
    return lastWords(writing.map((one) => wordsOn(one, secrets.redact)));
  });
  const onAbort = (): void => sayInterrupted(host, writing, settings);
  host.signal.addEventListener('abort', onAbort, { once: true });
  const around = {
    ...host,
    onProgress: (text: string) => progress.step(secrets.redact(text)),
    onSecret: (secret: string) => secrets.add(secret),
    onWriting: (one: Writing) => void writing.push(one),
  };
  const gate = new Gate(settings.get('jobs')?.value as number);
  const runs = await Promise.allSettled(
    planned.map((one, index) => gate.through(() => run(one.jobs, one.options, { ...around, ...ledgers[index] }))),
  ).finally(() => {
    host.signal.removeEventListener('abort', onAbort);
    progress.end();
  });
  // What cannot be begun costs the others nothing: it is told after them.
  const lost = runs.find((one) => one.status === 'rejected');
  const done = runs.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const report: RunReport = {
    reports: done.flatMap(({ reports }) => reports),
    exitCode: worstExitCode(done.map(({ exitCode }) => exitCode)),
  };
  const shown = redactRun(report, secrets.redact);
  if (done.length > 0) await emit(shown, reporters, drawingOf(settings, host), host);
  if (lost !== undefined) throw lost.reason;
  return { exitCode: report.exitCode, shown };
}

function openingOf({ target, plan }: Job): string {
  const who = target.name === undefined ? '' : `${target.name}, `;
  const requests = `${plan.probes.length} ${plan.probes.length === 1 ? 'request' : 'requests'}`;
  return `checking ${who}the ${target.service} at ${target.url} (${plan.tier}, ${requests})`;
}

/** Says that the end takes a while, and how not to wait for it. */
function sayInterrupted({ signal, stderr }: Host, writing: readonly Writing[], settings: Settings): void {
  if (writing.length === 0 || typeof signal.reason !== 'string' || settings.get('quiet')?.value === true) return;
  const cleans = settings.get('no-cleanup')?.value !== true;
  const what = cleans ? 'removing what the run created' : 'waiting for what is under way';
  stderr.write(`${signal.reason}: ${what}, for at most ${settings.get('cleanup-timeout')?.value} s; once more to leave at once\n`);
}

/** What may be left of a run that is left in its midst. */
function wordsOn({ job: { target, spec, plan }, ledger, standing }: Writing, redact: Redact): Leaving {
  const { left, residue } = standing();
  const { own } = plan.selection;
  return {
    ...{ service: target.service, url: redact(target.url), spec: spec.origin, left: redactLeft(left, redact) },
    residue: residue.map((item) => ({ ...item, id: redact(item.id) })),
    ...(own === undefined ? {} : { suites: own }),
    ...(ledger === undefined ? {} : { ledger }),
  };
}

function drawingOf(settings: Settings, host: Host): Drawing {
  return {
    color: wantsColor(settings.get('color')?.value as string, host.stdout, host.environment),
    width: widthOf(host.stdout),
    quiet: settings.get('quiet')?.value === true,
    verbose: settings.get('verbose')?.value === true,
  };
}

/** The service to check: one of the standard, `all`, or one that only the folder of --spec-path knows. */
function serviceOf(chosen: string | undefined, settings: Settings, services: readonly string[]): string {
  const choices = [...services, 'all'];
  const named = settings.get('service-name')?.value as string | undefined;
  if (chosen !== undefined && named !== undefined && chosen !== named)
    throw new UsageError(`"${chosen}" and --service-name ${named} are two services; name one.`);
  const service = chosen ?? named;
  if (service === undefined) throw new UsageError(`Which service? check takes ${choices.join(', ')}, or with --spec-path one of its own.`);
  if (choices.includes(service) || settings.get('spec-path') !== undefined) return service;
  throw new UsageError(`There is no service "${service}"; check takes ${choices.join(', ')}.${guess(service, choices)}`);
}

function warnOfRisks({ tls, tier, allowMutations, targets }: Options, { stderr }: Host): void {
  const remote = targets.filter(({ url }) => !isLoopback(new URL(url).hostname));
  if (tier !== 'smoke' && allowMutations && remote.length > 0) {
    const where = remote.map(({ service, url }) => `the ${service} at ${new URL(url).origin}`).join(', ');
    stderr.write(
      `WARNING: --allow-mutations: this run creates, invokes and deletes things on ${where}, which is not on this machine. Ctrl-C stops it, and what it created is removed.\n`,
    );
  }
  if (tls.insecure) stderr.write('warning: --insecure: the certificate of the service is not verified\n');
}

async function printConfig(settings: Settings, host: Host): Promise<Round> {
  const { settingsText } = await import('../report/settings-text.js');
  host.stdout.write(
    settingsText(
      [...settings].map(([name, { value, from }]) => ({
        name: name === 'token' ? variableOf(name) : name,
        value: Array.isArray(value) ? value.map((item) => shownItem(name, item)) : shownText(value),
        from,
        secret: ['token', 'token-command'].includes(name),
      })),
    ),
  );
  return { exitCode: 0 };
}

/** JSON without what it holds under the names of secrets. */
function shownText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return redactor(secretsInJson(JSON.parse(value)))(value);
  } catch {
    return value;
  }
}

/** Which variable is a secret only its suite knows: values are shown of those alone that everybody can read in the list of processes. */
function shownItem(name: string, item: unknown): unknown {
  if (Array.isArray(item)) return isSecretName(String(item[0])) ? [item[0], MASK] : item;
  if (name !== 'var') return item;
  const { text, from } = item as Gathered;
  return from === '--var' && !isSecretName(text.replace(/=.*$/s, '')) ? text : text.replace(/=.*$/s, `=${MASK}`);
}
