import { messageOf, placeText, UsageError } from '../errors.js';
import { readConfig } from '../load/config.js';
import { builtInSpec } from '../load/spec/built-in.js';
import type { Input } from '../model.js';
import { collect, type Settings } from '../options/collect.js';
import { checkDefinitions } from '../options/definitions.js';
import { tlsOf } from '../options/tls.js';
import { serviceUrl } from '../options/values.js';
import { reach } from '../probe/reach.js';
import { doctorText, type Sign, signsOf } from '../report/doctor-text.js';
import { isWritableFolder } from '../store/files.js';
import { argument, type Given } from './definition.js';
import type { Host } from './host.js';

/** The words that the built-in spec gives to options. */
export interface Words {
  readonly services: readonly string[];
  readonly inputs: readonly Input[];
}

/** `doctor [url]`: what a run depends on and how it is here. Sends at most one GET to each service, without credentials. */
export async function doctor(given: Given, { services, inputs }: Words, host: Host): Promise<number> {
  const definitions = checkDefinitions(services, inputs);
  const configured = await configuration(host);
  const flags = { cacert: given.flags.cacert, insecure: given.flags.insecure } as Record<string, string | boolean>;
  const chosen = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const config = configured.config === undefined ? {} : { config: configured.config };
  const settings = collect(definitions, { flags: chosen, environment: host.environment, ...config });
  const url = argument(given, 0);
  const urls = url === '' ? urlsIn(settings, services) : [serviceUrl(url, 'doctor')];

  const spec = await builtInSpec();
  const ready = spec.operations.find(({ id }) => id === spec.ready)?.path ?? '';
  const tls = tlsOf(settings);
  const ways = await Promise.all(
    urls.map(async (base) => {
      const seen = await reach(`${base}${ready}`, { tls, timeout: 10_000, environment: host.environment, signal: host.signal });
      return { title: base, signs: signsOf(seen, tls.insecure, Date.now()) };
    }),
  );
  const groups = [{ title: 'this machine', signs: [...machineSigns(host), configured.sign] }, ...ways];
  host.stdout.write(doctorText(groups));
  if (urls.length === 0) host.stderr.write('Name a service to see the way to it: arp-conformance doctor http://127.0.0.1:8080\n');
  return groups.some(({ signs }) => signs.some(({ found }) => found === 'bad')) ? 1 : 0;
}

function urlsIn(settings: Settings, services: readonly string[]): string[] {
  const names = ['url', ...services.map((service) => `${service}-url`)];
  return [...new Set(names.flatMap((name) => (settings.get(name)?.value as string | undefined) ?? []))];
}

async function configuration({ directory }: Host): Promise<{ config?: Awaited<ReturnType<typeof readConfig>>; sign: Sign }> {
  try {
    const config = await readConfig(undefined, directory);
    if (config === undefined) return { sign: { about: 'configuration', found: 'ok', text: 'no file; flags and the environment decide' } };
    return { config, sign: { about: 'configuration', found: 'ok', text: config.file } };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const place = error.place === undefined ? '' : `${placeText(error.place)}: `;
    return { sign: { about: 'configuration', found: 'bad', text: `${place}${messageOf(error)}` } };
  }
}

function machineSigns({ environment, directory, runtime }: Host): Sign[] {
  const set = (name: string): boolean => (environment[name] ?? '') !== '';
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].filter(set);
  const [major = 0] = runtime.version.split('.').map(Number);
  return [
    {
      about: 'Node.js',
      found: major >= 20 ? 'ok' : 'bad',
      text: `${runtime.version} on ${runtime.platform}${major >= 20 ? '' : '; 20.18.1 or newer is needed'}`,
    },
    isWritableFolder(directory)
      ? { about: 'folder', found: 'ok', text: `${directory} can be written to` }
      : { about: 'folder', found: 'odd', text: `${directory} cannot be written to: send reports elsewhere` },
    ...(environment.NODE_TLS_REJECT_UNAUTHORIZED === '0'
      ? [{ about: 'TLS', found: 'odd' as const, text: 'NODE_TLS_REJECT_UNAUTHORIZED=0 is set; here only --insecure counts' }]
      : []),
    ...(set('NODE_EXTRA_CA_CERTS')
      ? [{ about: 'TLS', found: 'ok' as const, text: `NODE_EXTRA_CA_CERTS adds authorities: ${environment.NODE_EXTRA_CA_CERTS}` }]
      : []),
    proxies.length === 0
      ? { about: 'proxy', found: 'ok', text: 'none in the environment' }
      : { about: 'proxy', found: 'ok', text: `${proxies.join(', ')} set; services on this machine are reached without it` },
  ];
}
