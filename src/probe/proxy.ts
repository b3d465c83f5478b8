import type { Dispatcher } from 'undici';
import { UsageError } from '../errors.js';
import { secretsInUrl } from '../secrets.js';
import type { ProberSettings } from './prober.js';

/**
 * A dispatcher that goes through the proxy of the environment (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`, or in small letters);
 * undefined where there is none for this target, and for targets on this machine.
 * @throws UsageError when the variable holds no address.
 */
export async function proxyFor(
  base: URL,
  { environment, tls, timeout }: Pick<ProberSettings, 'environment' | 'tls' | 'timeout'>,
): Promise<Dispatcher | undefined> {
  const variable = (name: string): string | undefined => environment[name.toLowerCase()] || environment[name] || undefined;
  const addressOf = (name: string): string | undefined => {
    const value = variable(name);
    return value === undefined ? undefined : proxyAddress(value, name);
  };
  if (isLoopback(base.hostname)) return undefined;
  const [httpProxy, httpsProxy] = [addressOf('HTTP_PROXY'), addressOf('HTTPS_PROXY')];
  if ((base.protocol === 'https:' ? (httpsProxy ?? httpProxy) : httpProxy) === undefined) return undefined;

  const { insecure, ...certificates } = tls;
  const connect = { ...certificates, rejectUnauthorized: !insecure, timeout };
  const [{ default: EnvHttpProxyAgent }, { default: UndiciDispatcher }, { default: connectApi }] = await Promise.all([
    import('undici/lib/dispatcher/env-http-proxy-agent.js'),
    import('undici/lib/dispatcher/dispatcher.js'),
    import('undici/lib/api/api-connect.js'),
  ]);
  // What undici's entry point does, which is not loaded: tunnels are opened by this method.
  UndiciDispatcher.prototype.connect = connectApi;
  return new EnvHttpProxyAgent({
    ...(httpProxy === undefined ? {} : { httpProxy }),
    ...(httpsProxy === undefined ? {} : { httpsProxy }),
    noProxy: variable('NO_PROXY') ?? '',
    // Plain HTTP is asked for with the whole URL: few proxies open a tunnel to port 80.
    proxyTunnel: false,
    connect,
    requestTls: connect,
    proxyTls: connect,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** The address of a proxy; like curl, takes one without a scheme. The value may hold a password and is never shown. */
function proxyAddress(value: string, name: string): string {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol)) return url.href;
  throw new UsageError(`${name} in the environment takes the address of a proxy, such as http://proxy.example:3128.`);
}

/** User names and passwords of the proxies that the environment names. */
export function proxySecrets(environment: ProberSettings['environment']): string[] {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
  return names.flatMap((name) => secretsInUrl(environment[name] ?? ''));
}

/** Whether a host is this machine: `localhost`, 127.0.0.0/8 or ::1. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
