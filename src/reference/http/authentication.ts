import { createHash, timingSafeEqual } from 'node:crypto';
import { Refusal } from './answer.js';

/** Which tokens a service knows; undefined `token` means that authentication is disabled and every header is ignored. */
export interface Credentials {
  readonly token: string | undefined;
  readonly lowPrivilegeToken: string | undefined;
  /** Whether a request without any is let in. */
  readonly optional: boolean;
}

/** Lets a request to a protected operation through, or refuses it with 401 or 403 (ARP-AU-004…019). */
export function authenticate(credentials: Credentials, header: string | undefined): void {
  if (credentials.token === undefined) return;
  if (header === undefined && credentials.optional) return;
  if (header === undefined) throw unauthorized('Credentials are required');
  const token = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header.trim())?.[1];
  if (token === undefined) throw unauthorized('The Authorization header has to be: Bearer, one space, one token', 'invalid_request');
  if (same(token, credentials.token)) return;
  if (credentials.lowPrivilegeToken === undefined || !same(token, credentials.lowPrivilegeToken))
    throw unauthorized('The token is not valid', 'invalid_token');
  const challenge = { 'www-authenticate': 'Bearer realm="arp", error="insufficient_scope"' };
  throw new Refusal(403, 'forbidden', 'The token does not allow this operation', undefined, challenge);
}

// RFC 6750 3.1: a challenge to a request without credentials names no error.
function unauthorized(message: string, error?: 'invalid_request' | 'invalid_token'): Refusal {
  const challenge = error === undefined ? 'Bearer realm="arp"' : `Bearer realm="arp", error="${error}"`;
  return new Refusal(401, 'unauthorized', message, undefined, { 'www-authenticate': challenge });
}

// Digests have one length, so that the comparison takes one time.
function same(left: string, right: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(left), digest(right));
}
