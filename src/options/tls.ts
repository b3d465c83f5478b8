import { readFileSync } from 'node:fs';
import { messageOf, UsageError } from '../errors.js';
import type { Settings } from './collect.js';

/** Certificates in PEM, and whether that of the service is verified. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure: boolean;
}

/** Reads the files of --cacert, --cert and --key. @throws UsageError for one that cannot be read or is something else */
export function tlsOf(settings: Settings): TlsOptions {
  const file = (name: string, what: RegExp): string | undefined => {
    const path = settings.get(name)?.value as string | undefined;
    if (path === undefined) return undefined;
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw new UsageError(`--${name}: the file cannot be read: ${messageOf(error)}.`);
    }
    if (!what.test(text)) throw new UsageError(`--${name}: ${path} holds no ${name === 'key' ? 'private key' : 'certificate'} in PEM.`);
    return text;
  };
  const certificate = /-----BEGIN (TRUSTED )?CERTIFICATE-----/;
  const [ca, cert, key] = [file('cacert', certificate), file('cert', certificate), file('key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/)];
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('--cert and --key belong together: a client certificate needs both.');
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    insecure: settings.get('insecure')?.value === true,
  };
}
