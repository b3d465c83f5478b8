import type { Answer, Exchange, Fact } from '../model.js';
import { isSecretName, redactor, secretsInHeader } from '../secrets.js';

/** Shorter credentials stand in an answer by chance. */
const SHORTEST = 8;
/** Named like a credential, and meant to come back. */
const MEANT = /^(x-)?idempotency-key$/i;

/** Values of one header of the request that an answer must not hold. */
interface Sent {
  readonly name: string;
  holds(text: string): boolean;
}

/**
 * Where an answer gives back the user's credentials that its request carried, in whatever form; undefined where none were sent that could
 * be told from other text. A cookie may be set again.
 */
export function reflectedIn({ credentials, request, answer, stream }: Exchange): readonly Fact[] | undefined {
  if (credentials !== 'given' || answer === undefined) return undefined;
  const sent = request.headers.filter(([name]) => isSecretName(name) && !MEANT.test(name)).flatMap(([name, value]) => sentIn(name, value));
  if (sent.length === 0) return undefined;
  const headers = answer.headers.filter(([name, value]) => sent.some((one) => !isOwnCookie(one, name) && one.holds(value)));
  const facts = headers.map(([name]): Fact => ({ kind: 'reflected', where: name }));
  const events = stream === undefined ? '' : JSON.stringify([stream.kept, stream.last?.value]);
  const text = `${bytesOf(answer)}${events}`;
  return sent.some(({ holds }) => holds(text)) ? [...facts, { kind: 'reflected', where: null }] : facts;
}

function sentIn(name: string, value: string): Sent[] {
  const secrets = secretsInHeader(name, value).filter((secret) => secret.length >= SHORTEST);
  if (secrets.length === 0) return [];
  const redact = redactor(secrets);
  return [{ name: name.toLowerCase(), holds: (text) => redact(text) !== text }];
}

function isOwnCookie(sent: Sent, name: string): boolean {
  return sent.name === 'cookie' && name.toLowerCase() === 'set-cookie';
}

/** Bytes one by one: what is not UTF-8 may hold credentials, too. */
function bytesOf({ body }: Answer): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
}
