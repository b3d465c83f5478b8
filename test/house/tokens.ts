import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Tokens as users give them: the valid one, one that allows too little, and those that a service must turn away. */

export const TOKEN = 'a-token-for-tests';
export const LOW = 'a-token-that-allows-nothing';

function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ sub: 'checker', ...claims })}.c2lnbmF0dXJl`;
}

/** Files that hold them, by the option of the checker; they are gone when the tests of the file are over. */
export function tokenFiles(): { tokenScope: string; tokenExpired: string; tokenAudience: string; tokenIssuer: string } {
  const folder = mkdtempSync(join(tmpdir(), 'arp-conformance-tokens-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, token: string): string => {
    writeFileSync(join(folder, name), token);
    return join(folder, name);
  };
  return {
    tokenScope: file('scope', LOW),
    tokenExpired: file('expired', jwt({ exp: 1_000_000_000 })),
    tokenAudience: file('audience', jwt({ exp: 4_000_000_000, aud: 'another' })),
    tokenIssuer: file('issuer', jwt({ exp: 4_000_000_000, iss: 'another' })),
  };
}
