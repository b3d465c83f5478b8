import { UsageError } from '../errors.js';
import type { GivenFlag, Input, Json, Tier } from '../model.js';
import { isSecretName, secretsInHeader } from '../secrets.js';
import type { Gathered, Settings } from './collect.js';
import { isCredential } from './credential-headers.js';
import { checkDefinitions } from './definitions.js';
import { givenFlags } from './given-flags.js';
import { readInputs } from './inputs.js';
import { type ReporterChoice, reportersOf } from './reporters.js';
import { shardOf } from './shard.js';
import { type TlsOptions, tlsOf } from './tls.js';
import { headersFile, type Shard, tokenFile } from './values.js';

export interface Target {
  /** What its owner calls it, where several services are checked. */
  readonly name?: string;
  readonly service: string;
  /** Base URL, without a slash at its end. */
  readonly url: string;
}

export type AuthMode = 'auto' | 'required' | 'optional' | 'disabled';

/** A value that the user gave for a variable of a suite, as text, and what it was given by. */
export interface GivenVariable {
  readonly name: string;
  readonly text: string;
  /** `--var`, the name of a variable of the environment, or a place in the configuration file. */
  readonly from: string;
}

/** Everything that a run needs to know of what its user wants. Times are in seconds, sizes in bytes. */
export interface Options {
  readonly targets: readonly Target[];
  readonly tier: Tier;
  readonly readOnly: boolean;
  readonly allowMutations: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Ids of the checks to run; none: all. */
  readonly only: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly token?: string;
  /** A line for the shell that writes a token to stdout. */
  readonly tokenCommand?: string;
  readonly auth: AuthMode;
  /** Whether the user gave credentials: a token, or a header that carries some. */
  readonly credentials: boolean;
  readonly timeout: number;
  readonly cleanup: boolean;
  readonly cleanupTimeout: number;
  /** Folder for the ledgers of what runs create. */
  readonly ledger?: string;
  readonly pollTimeout: number;
  readonly pollInterval: number;
  readonly wait: number;
  readonly retries: number;
  /** Requests that may begin in a second. */
  readonly rate?: number;
  readonly maxRequests?: number;
  /** Bytes that the answers of a service may take together. */
  readonly maxReceived: number;
  readonly jobs: number;
  readonly failFast: boolean;
  /** The part of the run that is carried out here, from 1. */
  readonly shard?: { readonly index: number; readonly total: number };
  /** JSON report of an earlier run: how long its checks took. */
  readonly durations?: string;
  readonly maxBody: number;
  /** JSON values of a body. */
  readonly maxValues: number;
  /** Limits of a stream: its whole time, its bytes, those of a line, its events. */
  readonly streamTime: number;
  readonly maxStream: number;
  readonly maxLine: number;
  readonly maxEvents: number;
  readonly tls: TlsOptions;
  readonly implied: 'fail' | 'warn';
  readonly strict: boolean;
  /** File of what is known to be wrong. */
  readonly baseline?: string;
  readonly strictBaseline: boolean;
  /** Whether reports keep what lets them be judged again. */
  readonly record: boolean;
  readonly reporters: readonly ReporterChoice[];
  readonly specPath?: string;
  /** Suites of the user: files, folders and `npm:PACKAGE`. */
  readonly suites: readonly string[];
  /** The tier that the user named; absent where it is the default. */
  readonly askedTier?: Tier;
  /** Values for the variables of these suites, the strongest last, and a file of such values. */
  readonly variables: readonly GivenVariable[];
  readonly variableFile?: string;
  /** Values for the suites that only the user can give, by name. */
  readonly inputs: Readonly<Record<string, Json>>;
  /** What was given that a repeated run needs, too. */
  readonly given: readonly GivenFlag[];
  readonly dryRun: boolean;
  /** Values that must not appear in any output: tokens, and what stands in headers and JSON under the name of a secret. */
  readonly secrets: readonly string[];
}

/** Tiers of the Python checker, in ours. */
const OLD_TIERS: Readonly<Record<string, Tier>> = { surface: 'core', deep: 'full' };

/**
 * Settings made into frozen {@link Options}; header, token and TLS files are read here.
 * @param chosen `all`, or the name of one service
 * @param environment tells whether this is a CI job, and so which reports its readers look at
 * @throws UsageError for what is missing, contradicts itself or cannot be read.
 */
export function resolve(
  chosen: string,
  settings: Settings,
  { services, inputs }: { readonly services: readonly string[]; readonly inputs: readonly Input[] },
  reporterNames: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Options {
  const get = <T>(name: string): T | undefined => settings.get(name)?.value as T | undefined;
  const need = <T>(name: string): T => get<T>(name) as T;
  const tier = need<string>('tier');
  const readOnly = need<boolean>('read-only') || tier === 'surface';
  const tokenCommand = get<string>('token-command');
  const token = tokenOf(settings);
  const specPath = get<string>('spec-path');
  const part = get<Shard>('shard');
  const durations = get<string>('durations');
  const baseline = get<string>('baseline');
  const headers = headersOf(settings);
  const given = readInputs(inputs, settings);
  const options: Options = {
    targets: targetsOf(chosen, settings, services),
    tier: OLD_TIERS[tier] ?? (tier as Tier),
    readOnly,
    allowMutations: need('allow-mutations'),
    include: get('include') ?? [],
    exclude: get('exclude') ?? [],
    only: get('only') ?? [],
    headers,
    ...(token === undefined ? {} : { token }),
    ...(tokenCommand === undefined ? {} : { tokenCommand }),
    auth: need('auth'),
    credentials: token !== undefined || tokenCommand !== undefined || headers.some(([name]) => isCredential(name)),
    timeout: need('timeout'),
    cleanup: !need<boolean>('no-cleanup'),
    cleanupTimeout: need('cleanup-timeout'),
    ...(get('ledger') === undefined ? {} : { ledger: need('ledger') }),
    pollTimeout: need('poll-timeout'),
    pollInterval: need('poll-interval'),
    wait: need('wait'),
    retries: need('retries'),
    ...(get('rate') === undefined ? {} : { rate: need('rate') }),
    ...(get('max-requests') === undefined ? {} : { maxRequests: need('max-requests') }),
    maxReceived: need('max-received'),
    jobs: need('jobs'),
    failFast: need('fail-fast'),
    ...(part === undefined ? {} : { shard: shardOf(part, environment) }),
    ...(durations === undefined ? {} : { durations }),
    maxBody: need('max-body'),
    maxValues: need('max-values'),
    streamTime: get('stream-time') ?? need<number>('poll-timeout') + need<number>('timeout'),
    maxStream: need('max-stream'),
    maxLine: need('max-line'),
    maxEvents: need('max-events'),
    tls: tlsOf(settings),
    implied: need('implied'),
    strict: need('strict'),
    ...(baseline === undefined ? {} : { baseline }),
    strictBaseline: need('strict-baseline'),
    record: need('record'),
    reporters: reportersOf(settings, reporterNames, environment),
    ...(specPath === undefined ? {} : { specPath }),
    suites: get('suite') ?? [],
    ...(isTierAsked(settings) ? { askedTier: OLD_TIERS[tier] ?? (tier as Tier) } : {}),
    variables: (get<Gathered[]>('var') ?? []).map(givenVariable),
    ...(get('var-file') === undefined ? {} : { variableFile: need<string>('var-file') }),
    inputs: given.values,
    given: givenFlags(checkDefinitions(services, inputs), settings),
    dryRun: need('dry-run'),
    secrets: [...(token === undefined ? [] : [token]), ...secretsInHeaders(headers), ...given.secrets],
  };
  checkTogether(options);
  return deepFreeze(options);
}

/** The tier of the configuration file is that of every run of a project; whoever names a suite by hand means that suite. */
function isTierAsked(settings: Settings): boolean {
  const [tier, suite] = ['tier', 'suite'].map((name) => settings.get(name)?.source);
  return tier !== 'default' && !(tier === 'file' && suite !== undefined && suite !== 'file');
}

function givenVariable({ text, from }: Gathered): GivenVariable {
  const cut = text.indexOf('=');
  return { name: text.slice(0, cut), text: text.slice(cut + 1), from };
}

/** A token that is there before the run; a command, which is asked for one when the run begins, comes before the environment. */
function tokenOf(settings: Settings): string | undefined {
  const [file, command] = ['token-file', 'token-command'].map((name) => settings.get(name)?.value as string | undefined);
  if (file !== undefined && command !== undefined)
    throw new UsageError('--token-file and --token-command both tell the token; give one of them.');
  if (file !== undefined) return tokenFile(file, '--token-file');
  return command === undefined ? (settings.get('token')?.value as string | undefined) : undefined;
}

function targetsOf(chosen: string, settings: Settings, services: readonly string[]): Target[] {
  const urlOf = (name: string): string | undefined => settings.get(name)?.value as string | undefined;
  if (chosen !== 'all') {
    const url = urlOf('url') ?? urlOf(`${chosen}-url`);
    if (url === undefined) throw new UsageError(`Where is the ${chosen}? Give its address: check ${chosen} --url http://127.0.0.1:8080`);
    return [{ service: chosen, url }];
  }
  const flags = services.map((service) => `--${service}-url URL`);
  if (urlOf('url') !== undefined) throw new UsageError(`check all takes one address for each service (${flags.join(', ')}), not --url.`);
  const targets = services.flatMap((service) => {
    const url = urlOf(`${service}-url`);
    return url === undefined ? [] : [{ service, url }];
  });
  if (targets.length === 0) throw new UsageError(`Where are the services? Give at least one of ${flags.join(', ')}.`);
  return targets;
}

function headersOf(settings: Settings): (readonly [string, string])[] {
  const file = settings.get('headers-file')?.value as string | undefined;
  const given = ['header', 'headers'].flatMap((name) => (settings.get(name)?.value ?? []) as (readonly [string, string])[]);
  return [...(file === undefined ? [] : headersFile(file, '--headers-file')), ...given];
}

function secretsInHeaders(headers: Options['headers']): string[] {
  return headers.filter(([name]) => isSecretName(name)).flatMap(([name, value]) => secretsInHeader(name, value));
}

function checkTogether(options: Options): void {
  if (options.strictBaseline && options.baseline === undefined)
    throw new UsageError('--strict-baseline says something of a --baseline FILE; give one.');
  const { tier, allowMutations, readOnly } = options;
  if (allowMutations && readOnly) throw new UsageError('--read-only and --allow-mutations contradict each other; choose one.');
  if (tier !== 'smoke' && !allowMutations && !readOnly) {
    throw new UsageError(
      `Tier ${tier} creates things on the service. Say --allow-mutations to let it (what a run creates it removes again), or --read-only to send nothing but GET.`,
    );
  }
  const hasOwn = options.headers.some(([name]) => name.toLowerCase() === 'authorization');
  const hasToken = options.token !== undefined || options.tokenCommand !== undefined;
  if (hasOwn && hasToken) throw new UsageError('There is a token and an Authorization header as well; give one of them.');
  if (options.auth === 'required' && !hasOwn && !hasToken) {
    throw new UsageError(
      '--auth required needs credentials: set ARP_TOKEN, or give --token-file, --token-command or an Authorization header.',
    );
  }
}

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
