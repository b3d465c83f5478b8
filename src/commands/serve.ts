import { once } from 'node:events';
import { guess, messageOf, UsageError } from '../errors.js';
import { listFaults, listVariations, type ReferenceService, type RunningReference, startReference } from '../reference/index.js';
import type { Host } from './host.js';

/** Flags of `serve`, as they were given. */
export interface ServeFlags {
  readonly port?: string;
  readonly auth?: string;
  readonly fault?: readonly string[];
  readonly variation?: readonly string[];
  readonly listFaults?: boolean;
  readonly listVariations?: boolean;
}

/** `serve SERVICE`: the embedded reference services on loopback, until interrupted. */
export async function serve(chosen: string | undefined, flags: ServeFlags, services: readonly string[], host: Host): Promise<number> {
  if (flags.listFaults || flags.listVariations) return list(flags, host);
  const choices = [...services, 'all'];
  if (chosen === undefined || !choices.includes(chosen)) {
    throw new UsageError(`serve takes ${choices.join(', ')}${chosen === undefined ? '.' : `; not "${chosen}".${guess(chosen, choices)}`}`);
  }
  const wanted = (chosen === 'all' ? services : [chosen]) as readonly ReferenceService[];
  const port = portOf(flags.port);
  const running: RunningReference[] = [];
  try {
    for (const [index, service] of wanted.entries()) running.push(await start(service, port === 0 ? 0 : port + index, flags));
    for (const { service, url } of running) host.stdout.write(`${service} ${url}\n`);
    host.stderr.write('Ctrl-C ends them.\n');
    if (!host.signal.aborted) await once(host.signal, 'abort');
  } finally {
    await Promise.all(running.map((reference) => reference.close()));
  }
  return 0;
}

async function start(service: ReferenceService, port: number, flags: ServeFlags): Promise<RunningReference> {
  try {
    return await startReference({
      service,
      port,
      ...(flags.auth === undefined ? {} : { token: flags.auth }),
      faults: flags.fault ?? [],
      variations: flags.variation ?? [],
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

function list(flags: ServeFlags, host: Host): number {
  const rows = flags.listFaults
    ? listFaults().map(({ id, services, breaks, title }) => [id, services.join(','), breaks, title])
    : listVariations().map(({ id, services, title }) => [id, services.join(','), title]);
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, column) => Math.max(most[column] ?? 0, cell.length)), []);
  for (const row of rows)
    host.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  return 0;
}
