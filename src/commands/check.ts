import { inputs } from '#built/package.js';
import { guess, UsageError } from '../errors.js';
import { readConfig } from '../load/config.js';
import type { RunReport } from '../model.js';
import { collect, type Inputs, type Settings } from '../options/collect.js';
import { checkDefinitions, variableOf } from '../options/definitions.js';
import { isSecretHeader, type Options, resolve } from '../options/resolve.js';
import { isLoopback } from '../probe/proxy.js';
import { redactor, redactRun } from '../report/redact.js';
import { type Drawing, REPORTERS } from '../report/register.js';
import { prepare, run } from '../run.js';
import { emit, prepareFiles } from './emit.js';
import { type Host, wantsColor, widthOf } from './host.js';
import { startProgress } from './progress.js';

/**
 * `check SERVICE`: settings, plan, run, reports.
 * @param readsConfig whether a configuration file is looked for
 * @returns the exit code
 * @throws UsageError before anything is sent
 */
export async function check(
  chosen: string,
  flags: Inputs['flags'],
  services: readonly string[],
  host: Host,
  readsConfig = true,
): Promise<number> {
  const choices = [...services, 'all'];
  if (!choices.includes(chosen))
    throw new UsageError(`There is no service "${chosen}"; check takes ${choices.join(', ')}.${guess(chosen, choices)}`);
  const definitions = checkDefinitions(services, inputs);
  const config = readsConfig ? await readConfig(flags.config as string | undefined, host.directory) : undefined;
  const settings = collect(definitions, { flags, environment: host.environment, ...(config === undefined ? {} : { config }) });
  if (settings.get('print-config')?.value === true) return printConfig(settings, host);

  const options = resolve(chosen, settings, { services, inputs }, Object.keys(REPORTERS), host.environment);
  const jobs = await prepare(options);
  if (options.dryRun) {
    const { planText } = await import('../report/plan-text.js');
    host.stdout.write(planText(jobs.map(({ plan, target }) => ({ plan, url: target.url }))));
    return 0;
  }
  await prepareFiles(options.reporters);

  const quiet = settings.get('quiet')?.value === true;
  const opening = jobs
    .map(
      ({ target, plan }) =>
        `checking the ${target.service} at ${target.url} (${plan.tier}, ${plan.probes.length} ${plan.probes.length === 1 ? 'request' : 'requests'})`,
    )
    .join('\n');
  warnOfRisks(options, host);
  const secrets = [...options.secrets];
  const progress = startProgress(host, opening, quiet);
  let report: RunReport;
  try {
    report = await run(jobs, options, { ...host, onProgress: (text) => progress.step(text), onSecret: (secret) => secrets.push(secret) });
  } finally {
    progress.end();
  }
  await emit(redactRun(report, redactor(secrets)), options.reporters, drawingOf(settings, host), host);
  return report.exitCode;
}

function drawingOf(settings: Settings, host: Host): Drawing {
  return {
    color: wantsColor(settings.get('color')?.value as string, host.stdout, host.environment),
    width: widthOf(host.stdout),
    quiet: settings.get('quiet')?.value === true,
    verbose: settings.get('verbose')?.value === true,
  };
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

async function printConfig(settings: Settings, host: Host): Promise<number> {
  const { settingsText } = await import('../report/settings-text.js');
  host.stdout.write(
    settingsText(
      [...settings].map(([name, { value, from }]) => ({
        name: name === 'token' ? variableOf(name) : name,
        value: Array.isArray(value)
          ? value.map((item) => (Array.isArray(item) && isSecretHeader(String(item[0])) ? [item[0], '***'] : item))
          : value,
        from,
        secret: name === 'token',
      })),
    ),
  );
  return 0;
}
