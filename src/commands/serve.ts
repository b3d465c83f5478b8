import { once } from 'node:events';
import { guess, messageOf, UsageError } from '../errors.js';
import { listFaults, listVariations, type ReferenceService, type RunningReference, startReference } from '../reference/index.js';
import { table } from '../report/table.js';
import { every, type Given, isSet, one } from './definition.js';
import type { Host } from './host.js';

/** `serve SERVICE`: the embedded reference services on loopback, until interrupted. */
export async function serve(given: Given, services: readonly string[], host: Host): Promise<number> {
  if (isSet(given, 'list-faults') || isSet(given, 'list-variations')) return list(given, host);
  const [chosen] = given.arguments as readonly (string | undefined)[];
  const choices = [...services, 'all'];
  if (chosen === undefined || !choices.includes(chosen)) {
    throw new UsageError(`serve takes ${choices.join(', ')}${chosen === undefined ? '.' : `; not "${chosen}".${guess(chosen, choices)}`}`);
  }
  const wanted = (chosen === 'all' ? services : [chosen]) as readonly ReferenceService[];
  const port = portOf(one(given, 'port'));
  const running: RunningReference[] = [];
  try {
    for (const [index, service] of wanted.entries()) running.push(await start(service, port === 0 ? 0 : port + index, given));
    for (const { service, url } of running) host.stdout.write(`${service} ${url}\n`);
    host.stderr.write('Ctrl-C ends them.\n');
    if (!host.signal.aborted) await once(host.signal, 'abort');
  } finally {
    await Promise.all(running.map((reference) => reference.close()));
  }
  return 0;
}

async function start(service: ReferenceService, port: number, given: Given): Promise<RunningReference> {
  const token = one(given, 'auth');
  try {
    return await startReference({
      service,
      port,
      ...(token === undefined ? {} : { token }),
      faults: every(given, 'fault'),
      variations: every(given, 'variation'),
    });
  } catch (error) {
    throw new UsageError(messageOf(error).replace(/(?<![.?!])$/, '.'));
  }
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_533) return port;
  throw new UsageError(`--port takes a whole number from 0 (any free port) to 65533, not "${text}".`);
}

function list(given: Given, host: Host): number {
  const rows = isSet(given, 'list-faults')
    ? listFaults().map(({ id, services, breaks, title }) => [id, services.join(','), breaks, title])
    : listVariations().map(({ id, services, title }) => [id, services.join(','), title]);
  host.stdout.write(table(rows));
  return 0;
}
