import { inputs, name, services, version } from '#built/package.js';
import { guess, UsageError } from './errors.js';
import type { Report, Spec } from './model.js';
import { collect } from './options/collect.js';
import { checkDefinitions } from './options/definitions.js';
import { INLINE } from './options/inputs.js';
import { type Options, resolve } from './options/resolve.js';
import type { ReportDocument, ReportsDocument } from './report/document.js';
import { documentOf } from './report/json.js';
import { redactRun } from './report/redact.js';
import { prepare, run, type Surroundings } from './run.js';
import { Secrets } from './secrets.js';

const tool = { name, version };

/** What {@link check} takes: the options of the command line in camel case. Times are in seconds, sizes in bytes or as `8MiB`. */
export interface CheckOptions {
  readonly tier?: 'smoke' | 'core' | 'full';
  readonly readOnly?: boolean;
  readonly allowMutations?: boolean;
  /** Only checks whose id fits one of these patterns (`*` for any characters). */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Only the checks with these ids, and what has to be sent before them. */
  readonly only?: readonly string[];
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Bearer token. */
  readonly token?: string;
  readonly tokenFile?: string;
  /** A line for the shell that writes the token to stdout. */
  readonly tokenCommand?: string;
  readonly auth?: 'auto' | 'required' | 'optional' | 'disabled';
  readonly timeout?: number;
  /** The tool to invoke, by id or by name, and what with. */
  readonly toolId?: string;
  readonly toolName?: string;
  readonly toolArgs?: Readonly<Record<string, unknown>> | string;
  /** The profile to start instances from; the first that is listed when absent. */
  readonly runtimeProfile?: string;
  /** File with the JSON that every profile the run puts is built on. */
  readonly profileBody?: string;
  /** A runtime that a daemon may register; on this machine the tool plays one itself. */
  readonly registerUrl?: string;
  /** Goal of the runs that are created, and of one that takes long enough to be looked at under way. */
  readonly goal?: string;
  readonly slowGoal?: string;
  /** Characters to try in the id of a run, such as those that a path must encode. */
  readonly idCharacters?: string;
  /** Tokens that are not to be let in, and one that allows too little. */
  readonly tokenExpired?: string;
  readonly tokenAudience?: string;
  readonly tokenIssuer?: string;
  readonly tokenScope?: string;
  readonly noCleanup?: boolean;
  readonly cleanupTimeout?: number;
  /** Folder for the ledger of what the run creates, which `arp-conformance cleanup` takes should the process be killed; none is kept when absent. */
  readonly ledger?: string;
  readonly pollTimeout?: number;
  readonly pollInterval?: number;
  readonly wait?: number;
  readonly retries?: number;
  /** Requests that may begin in a second. */
  readonly rate?: number;
  readonly maxRequests?: number;
  readonly maxReceived?: number | string;
  readonly jobs?: number;
  readonly failFast?: boolean;
  readonly maxBody?: number | string;
  /** JSON values of a body. */
  readonly maxValues?: number;
  readonly streamTime?: number;
  readonly maxStream?: number | string;
  readonly maxLine?: number | string;
  readonly maxEvents?: number;
  /** Files in PEM. */
  readonly cacert?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure?: boolean;
  readonly implied?: 'fail' | 'warn';
  readonly strict?: boolean;
  /** File of what is known to be wrong: `ok` as long as nothing else is. */
  readonly baseline?: string;
  readonly strictBaseline?: boolean;
  /** Keeps every exchange whole in the report, so that it can be judged again. */
  readonly record?: boolean;
  readonly specPath?: string;
  /** Suites of your own: files, folders, and `npm:PACKAGE`. Alone, or beside those of a `tier`. */
  readonly suite?: string | readonly string[];
  /** Values for the variables of these suites, as text, and a file of them. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly varFile?: string;
  /** Proxy settings and the like; nothing is taken from the process unless it is given here. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Stops the run; the report then says that it was interrupted. */
  readonly signal?: AbortSignal;
}

/** One service to check. */
export interface ServiceOptions extends CheckOptions {
  /** `runtime`, `tool-registry` or `daemon`. */
  readonly service: string;
  readonly url: string;
}

/** Several services to check side by side. */
export interface ServicesOptions extends CheckOptions {
  /** Base URL by name of the service. */
  readonly urls: Readonly<Record<string, string>>;
}

/**
 * Checks one service and gives the document that `--reporter json` writes. Never throws for what a service does.
 * @throws UsageError for options that cannot be used, before anything is sent.
 */
export async function check(options: ServiceOptions): Promise<ReportDocument> {
  const { service, url, ...rest } = options;
  return (await checkTargets(service, { url }, rest)) as ReportDocument;
}

/** A run that was planned once, carried out against whichever service is at that URL. Never throws for what the service does. */
export type PlannedCheck = (url: string) => Promise<Report>;

/** Plans the check of any number of services of one kind, against a copy of the standard that is loaded already. @throws UsageError as {@link check} does. */
export async function planCheck(spec: Spec, service: string, options: CheckOptions): Promise<PlannedCheck> {
  const resolved = optionsFrom(service, { url: 'http://localhost' }, options);
  const [job] = await prepare(resolved, spec);
  if (job === undefined) throw new UsageError(`There is no check of ${service}.`);
  const around = { tool, environment: {}, signal: new AbortController().signal };
  return async (url) => {
    const { reports } = await run([{ ...job, target: { ...job.target, url } }], resolved, around);
    return reports[0] as Report;
  };
}

/** Checks several services side by side. @throws UsageError as {@link check} does. */
export async function checkAll(options: ServicesOptions): Promise<ReportsDocument> {
  const { urls, ...rest } = options;
  for (const service of Object.keys(urls)) {
    if (!services.includes(service))
      throw new UsageError(`There is no service "${service}"; urls takes ${services.join(', ')}.${guess(service, services)}`);
  }
  const flags = Object.fromEntries(Object.entries(urls).map(([service, url]) => [`${service}-url`, url]));
  const document = await checkTargets('all', flags, rest);
  return 'reports' in document
    ? document
    : { schema_version: document.schema_version, ok: document.ok, exit_code: document.exit_code, reports: [document] };
}

/**
 * The checks that {@link check} would judge with these options, in their order; nothing is sent.
 * @throws UsageError as {@link check} does.
 */
export async function plannedChecks(options: ServiceOptions): Promise<readonly { readonly id: string; readonly title: string }[]> {
  const { service, url, ...rest } = options;
  const jobs = await prepare(optionsFrom(service, { url }, rest));
  return jobs.flatMap(({ plan }) => plan.checks.map(({ check: { id, title } }) => ({ id, title })));
}

async function checkTargets(
  chosen: string,
  urls: Readonly<Record<string, string>>,
  options: CheckOptions,
): Promise<ReportDocument | ReportsDocument> {
  const { environment = {}, signal = new AbortController().signal } = options;
  const resolved = optionsFrom(chosen, urls, options);
  const jobs = await prepare(resolved);
  const secrets = new Secrets(...resolved.secrets, ...jobs.flatMap((job) => job.secrets));
  const ledgers = resolved.ledger === undefined ? {} : await ledgersIn(resolved.ledger, secrets);
  const report = await run(jobs, resolved, {
    ...ledgers,
    ...{ tool, environment, signal: nameReason(signal) },
    onSecret: (secret) => secrets.add(secret),
  });
  return documentOf(redactRun(report, secrets.redact));
}

async function ledgersIn(folder: string, secrets: Secrets): Promise<Pick<Surroundings, 'openLedger'>> {
  const { LedgerFile, prepareLedgers } = await import('./store/ledger-file.js');
  prepareLedgers(folder);
  return { openLedger: (head) => new LedgerFile(head, { folder, redact: (text) => secrets.redact(text), onLost: () => undefined }) };
}

function optionsFrom(chosen: string, urls: Readonly<Record<string, string>>, options: CheckOptions): Options {
  const { headers = {}, variables = {}, token, environment: _, signal: __, ...plain } = options;
  const definitions = checkDefinitions(services, inputs);
  if (!['all', ...services].includes(chosen) && options.specPath === undefined) {
    throw new UsageError(`There is no service "${chosen}"; check takes ${services.join(', ')}.${guess(chosen, services)}`);
  }
  const given = Object.entries(plain).filter(([, value]) => value !== undefined);
  const keys = definitions.flatMap((definition) => (NOT_HERE.has(definition.name) ? [] : optionKey(definition.name)));
  for (const [key] of given) {
    if (!keys.includes(key)) throw new UsageError(`check has no option "${key}".${guess(key, keys)}`);
  }
  const repeatable = new Set(definitions.filter((definition) => definition.repeatable).map((definition) => optionKey(definition.name)));
  const flags = {
    ...urls,
    ...Object.fromEntries(given.map(([key, value]) => [flagName(key), flagValue(repeatable.has(key) ? [value].flat() : value)])),
    // A program gives tokens as they are.
    ...Object.fromEntries(given.flatMap(([key, value]) => (isToken(key) ? [[flagName(key), `${INLINE}${String(value)}`]] : []))),
    header: Object.entries(headers).map(([header, value]) => `${header}: ${value}`),
  };
  const ownEnvironment = {
    ...(token === undefined ? {} : { ARP_TOKEN: token }),
    ...Object.fromEntries(Object.entries(variables).map(([variable, value]) => [`ARP_VAR_${variable.toUpperCase()}`, value])),
  };
  const settings = collect(definitions, { flags, environment: ownEnvironment });
  return resolve(chosen, settings, { services, inputs }, ['terminal']);
}

/** Options of the command line that are about its output, or that have another form here. */
const NOT_HERE = new Set([
  'reporter',
  'format',
  'out',
  'color',
  'quiet',
  'verbose',
  'config',
  'dry-run',
  'print-config',
  'header',
  'var',
  'service-name',
]);

function optionKey(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function isToken(key: string): boolean {
  return inputs.some(({ flag, takes }) => takes === 'token-file' && optionKey(flag) === key);
}

function flagValue(value: unknown): string | readonly string[] | boolean {
  if (typeof value === 'boolean' || Array.isArray(value)) return value;
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A caller's signal has a reason of its own; reports know the names of two. */
function nameReason(signal: AbortSignal): AbortSignal {
  const named = new AbortController();
  const pass = (): void => named.abort('SIGINT');
  if (signal.aborted) pass();
  else signal.addEventListener('abort', pass, { once: true });
  return named.signal;
}
