import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesBelow, SPEC, VECTORS } from './specFolder.js';

const URL_HOST = /\b[a-z][a-z0-9+.-]*:\/\/([^\s/"'`<>:?#)\]}]+)/gi;
const BARE_HOST = /\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|ai|app|cloud|local|internal|lan|localhost)\b/gi;
const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const HARMLESS = /(^|\.)(example|invalid|example\.(com|org|net))$|^json-schema\.org$/i;
const files = [SPEC, VECTORS].flatMap((folder) => filesBelow(folder).map((file) => folder + file));

const foreignHosts = (text: string): string[] => {
  const hosts = [
    ...[...text.matchAll(URL_HOST)].map((match) => match[1] ?? ''),
    ...(text.match(BARE_HOST) ?? []),
    ...(text.match(ADDRESS) ?? []),
  ];
  return hosts.filter((host) => !HARMLESS.test(host));
};

describe('spec and vectors', () => {
  it('name no host but example ones and that of JSON Schema', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(files.flatMap((file) => foreignHosts(readFileSync(file, 'utf8')).map((host) => `${file}: ${host}`))).toEqual([]);
  });

  it('name no path of a machine', () => {
    const path = /(^|[\s"'`(])\/(home|Users|root|work|tmp|var|opt|mnt)\//m;
    expect(files.filter((file) => path.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('would be caught if they did', () => {
    expect(foreignHosts('see https://build.corp/x, api.vendor.io, 10.0.0.7 and http://runtime.example:8081')).toEqual([
      'build.corp',
      'api.vendor.io',
      '10.0.0.7',
    ]);
  });
});
