import type { Exchange, Fact } from '../model.js';

/** Shorter credentials stand in an answer by chance. */
const SHORTEST = 8;

/** Where an answer gives back the user's credentials that its request carried; undefined where none were sent that could be told from other text. */
export function reflectedIn({ credentials, request, answer }: Exchange): readonly Fact[] | undefined {
  const header = request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  const token = header?.replace(/^\S+\s+/, '') ?? '';
  if (credentials !== 'given' || answer === undefined || token.length < SHORTEST) return undefined;
  const headers = answer.headers.filter(([, value]) => value.includes(token)).map(([name]): Fact => ({ kind: 'reflected', where: name }));
  // Bytes one by one, as the token is ASCII: what is not UTF-8 may hold it, too.
  const body = Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength).toString('latin1');
  return body.includes(token) ? [...headers, { kind: 'reflected', where: null }] : headers;
}
