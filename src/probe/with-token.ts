import type { Message } from '../model.js';
import type { WireResult } from './connections.js';
import type { TokenSource } from './token-source.js';

/** What came of a request that may have been sent twice: with the token at hand, and with the one that came in its place. */
export interface WithToken {
  readonly result: WireResult;
  readonly token?: 'renewed' | 'expired';
}

/**
 * Sends a request with the user's token. One that is turned away although its token was let in before has probably met its end: a read is
 * then sent once more with a new token, and so is a write where the service says by its challenge that the token is what it refused
 * (RFC 6750 3.1: "invalid_token"; RFC 9110 15.5.2: a 401 has not been applied). Any other write is not sent again.
 */
export async function withToken(
  { operation, credentials }: Message,
  tokens: TokenSource,
  send: (token: string | undefined) => Promise<WireResult>,
): Promise<WithToken> {
  const token = tokens.current;
  const result = await send(token);
  const status = result.answer?.status;
  if (token === undefined || status === undefined || credentials !== 'given' || !operation.protected) return { result };
  if (status !== 401) {
    if (status < 500 && status !== 429) tokens.noteLetIn(token);
    return { result };
  }
  const other = await tokens.renew(token);
  if (other === 'none') return { result };
  if (other === 'lost' || !(operation.method === 'GET' || refusesToken(result))) return { result, token: 'expired' };
  return { result: await send(other.token), token: 'renewed' };
}

function refusesToken({ answer }: WireResult): boolean {
  const challenges = answer?.headers.filter(([name]) => name.toLowerCase() === 'www-authenticate') ?? [];
  return challenges.some(([, value]) => /\bbearer\b.*\berror\s*=\s*"?invalid_token\b/i.test(value));
}
