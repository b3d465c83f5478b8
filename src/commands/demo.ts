import { type ReferenceService, startReference } from '../reference/index.js';
import { check } from './check.js';
import type { Host } from './host.js';

/** `demo`: starts the three reference services on free ports, checks them all, shows the report, ends them. */
export async function demo(services: readonly string[], host: Host): Promise<number> {
  const running = await Promise.all((services as readonly ReferenceService[]).map((service) => startReference({ service })));
  try {
    const urls = Object.fromEntries(running.map(({ service, url }) => [`${service}-url`, url]));
    // What the user has set for services of his own is not meant for these.
    const environment = Object.fromEntries(Object.entries(host.environment).filter(([name]) => !name.startsWith('ARP_')));
    return await check('all', { ...urls, verbose: true }, services, { ...host, environment }, false);
  } finally {
    await Promise.all(running.map((reference) => reference.close()));
  }
}
