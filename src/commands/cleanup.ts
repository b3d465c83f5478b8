import { join } from 'node:path';
import { startClock } from '../clock.js';
import { messageOf, UsageError } from '../errors.js';
import { readConfig } from '../load/config.js';
import { isFolder, ledgersIn, readLedger, type StoredLedger } from '../load/ledger-file.js';
import { collect, type Settings } from '../options/collect.js';
import { isCredential } from '../options/credential-headers.js';
import { checkDefinitions } from '../options/definitions.js';
import { type Options, resolve } from '../options/resolve.js';
import { serviceUrl } from '../options/values.js';
import { openProber, TokenSource } from '../probe/prober.js';
import { foundText, sweptText, wouldText } from '../report/cleanup-text.js';
import { Gate } from '../schedule/gate.js';
import { type LedgerThing, type SweepSettings, sweep, thingsOf, toSweep } from '../schedule/sweep.js';
import { isSecretName, MASK } from '../secrets.js';
import { appendText } from '../store/files.js';
import { keepLedger, lineText } from '../store/ledger-file.js';
import { EXIT } from '../verdict/exit-code.js';
import { creationsOf } from './cleanup-creations.js';
import { CLEANUP_SETTINGS } from './cleanup-settings.js';
import type { Given } from './definition.js';
import type { Words } from './doctor.js';
import type { Host } from './host.js';

/** More things than any run leaves. */
const MOST_THINGS = 1000;

/** A ledger, and how what it tells of is removed. */
interface Work {
  readonly ledger: StoredLedger;
  readonly things: readonly LedgerThing[];
  readonly options: Options;
  readonly creations: SweepSettings['creations'];
}

/**
 * `cleanup [ledger...]`: removes what runs left that were killed; without a ledger it lists those that lie here.
 * @returns 0 nothing is left, 1 something is, 3 no answer, 130 or 143
 * @throws UsageError before anything is sent
 */
export async function cleanup(given: Given, words: Words, host: Host): Promise<number> {
  const paths = (given.arguments[0] ?? []) as readonly string[];
  if (paths.length === 0) return list(host);
  const files = paths.flatMap((path) => (isFolder(path) ? ledgersIn(path) : [path]));
  const config = await readConfig(given.flags.config as string | undefined, host.directory);
  const definitions = checkDefinitions(words.services, words.inputs);
  const { environment } = host;
  const settings = collect(definitions, { flags: given.flags, environment, ...(config === undefined ? {} : { config }) });
  const works = await Promise.all(files.map((file) => plan(readLedger(file), settings, words, host)));
  if (works.length === 0) host.stdout.write('There is no ledger: nothing is left.\n');
  if (settings.get('dry-run')?.value === true) return rehearse(works, host);
  const codes: number[] = [];
  for (const work of works) {
    if (!host.signal.aborted) codes.push(await carryOut(work, host));
  }
  const reason: unknown = host.signal.reason;
  if (reason === 'SIGINT' || reason === 'SIGTERM') return EXIT[reason];
  return [EXIT.notConformant, EXIT.noVerdict].find((code) => codes.includes(code)) ?? 0;
}

function list({ directory, stdout }: Host): number {
  const found = ledgersIn(directory).map((file) => {
    const name = file.slice(join(directory, 'x').length - 1);
    try {
      const { head, lines } = readLedger(file);
      return { file: name, head, things: thingsOf(lines).length };
    } catch (error) {
      return { file: name, why: messageOf(error) };
    }
  });
  stdout.write(foundText(found));
  return found.length === 0 ? 0 : EXIT.notConformant;
}

/** What the user said, where it matters here, and the address: credentials go where the user says, and nowhere else. */
async function plan(ledger: StoredLedger, all: Settings, words: Words, { secrets }: Host): Promise<Work> {
  const { file, head } = ledger;
  const { service } = head;
  const url = addressIn(ledger);
  const named = all.get('url') ?? all.get(`${service}-url`);
  const kept = new Set(CLEANUP_SETTINGS);
  const usual = collect(checkDefinitions(words.services, words.inputs), { flags: { 'allow-mutations': true }, environment: {} });
  const settings = new Map([...usual, ...[...all].filter(([name]) => kept.has(name))]);
  settings.set('url', named ?? { value: url, source: 'default', from: file });
  const options = resolve(service, settings, words, []);
  secrets.add(...options.secrets);
  if (named !== undefined && secrets.redact(String(named.value)) !== secrets.redact(url))
    throw new UsageError(`This is a ledger of the ${service} at ${url}, and ${named.from} names ${named.value}.`, { file });
  if (named === undefined && url.includes(MASK))
    throw new UsageError(`The address in this ledger holds a secret, and is masked. Say --url, as its run did.`, { file });
  const tells = options.credentials || options.headers.some(([name]) => isSecretName(name)) || options.tls.cert !== undefined;
  if (named === undefined && tells)
    throw new UsageError(
      `This ledger is the only one to say that the ${service} lives at ${url}. Say so yourself to let your credentials go there: --url ${url}`,
      { file },
    );
  const things = thingsOf(ledger.lines);
  if (things.length > MOST_THINGS)
    throw new UsageError(
      `This tells of ${things.length} things, and no run leaves more than ${MOST_THINGS}: look at the service yourself.`,
      {
        file,
      },
    );
  return { ledger, things, options, creations: await creationsOf(ledger, things, options) };
}

function addressIn({ file, head }: StoredLedger): string {
  try {
    return serviceUrl(head.url, 'a ledger');
  } catch (error) {
    throw new UsageError(messageOf(error), { file, line: 1 });
  }
}

async function rehearse(works: readonly Work[], host: Host): Promise<number> {
  for (const work of works) {
    await withProber(work, host, async (settings) => {
      host.stdout.write(wouldText(work.ledger, toSweep(work.things, settings), host.secrets.redact));
    });
  }
  return 0;
}

async function carryOut(work: Work, host: Host): Promise<number> {
  const { ledger } = work;
  const { file, head } = ledger;
  host.stderr.write(`cleaning up after run ${head.run}: the ${head.service} at ${work.options.targets[0]?.url}\n`);
  // From here on the file follows what is done, should this be killed, too; a last line that was cut off goes.
  keepLedger(file, head, ledger.lines);
  let answered = false;
  let failure: string | undefined;
  const swept = await withProber(work, host, ({ send, ...settings }) =>
    sweep(ledger.lines, {
      ...settings,
      send: async (message) => {
        const exchange = await send(message);
        answered ||= exchange.answer !== undefined;
        failure ??= exchange.failure?.detail;
        return exchange;
      },
      journal: (line) => appendText(file, lineText(line)),
    }),
  );
  if (!answered && failure !== undefined) {
    const why = host.signal.aborted ? 'Interrupted' : `The ${head.service} gave no answer: ${host.secrets.redact(failure)}`;
    host.stdout.write(`${why}. ${file} stays as it is.\n`);
    return EXIT.noVerdict;
  }
  const kept = keepLedger(file, head, swept.remains);
  host.stdout.write(sweptText(ledger, swept, host.secrets.redact));
  return kept === undefined ? 0 : EXIT.notConformant;
}

/** Opens what requests are sent with as long as something is done with it. */
async function withProber<Result>(
  { ledger: { head }, options, creations }: Work,
  { tool, environment, signal, secrets }: Host,
  use: (settings: SweepSettings) => Promise<Result>,
): Promise<Result> {
  const tokens = await TokenSource.open({ ...options, environment, signal, onSecret: (secret) => secrets.add(secret) });
  const [target] = options.targets;
  const prober = await openProber({
    ...{ ...options, tokens, environment, clock: startClock(), isCredential },
    url: target?.url ?? '',
    timeout: options.timeout * 1000,
    userAgent: `${tool.name}/${tool.version}`,
    runId: head.run,
  });
  const gate = new Gate(options.jobs);
  try {
    return await use({
      creations,
      send: (message) => gate.through(() => prober.send(message, signal)),
      describe: (message) => prober.describe(message),
    });
  } finally {
    await prober.close();
  }
}
