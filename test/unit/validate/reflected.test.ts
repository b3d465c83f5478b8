import { describe, expect, it } from 'vitest';
import type { Exchange, HeaderList } from '../../../src/model.js';
import { reflectedIn } from '../../../src/validate/reflected.js';
import { answerOf, exchangeOf } from '../exchange.js';

const TOKEN = 'a-token-of-some-length';
const asked = (body: string, headers: HeaderList = [], authorization = `Bearer ${TOKEN}`, credentials = 'given'): Exchange =>
  exchangeOf({ credentials, request: { headers: [['Authorization', authorization]] }, answer: answerOf(body, 200, headers) });

describe('a token in an answer', () => {
  it('is found in the body and in each header, and nowhere else', () => {
    expect(reflectedIn(asked(`you are ${TOKEN}`))).toEqual([{ kind: 'reflected', where: null }]);
    expect(
      reflectedIn(
        asked('', [
          ['X-A', 'x'],
          ['X-B', `Bearer ${TOKEN}`],
          ['X-C', TOKEN],
        ]),
      ),
    ).toEqual([
      { kind: 'reflected', where: 'X-B' },
      { kind: 'reflected', where: 'X-C' },
    ]);
    expect(reflectedIn(asked('nothing of the kind'))).toEqual([]);
  });

  it('is found in other forms, in a part of itself, and in the events of a stream', () => {
    const basic = Buffer.from(`me:${TOKEN}`).toString('base64');
    const found = [{ kind: 'reflected', where: null }];
    expect(reflectedIn(asked(`/?t=${TOKEN.replaceAll('-', '%2D')}`))).toEqual(found);
    expect(reflectedIn(asked(`Basic ${Buffer.from(`you:${TOKEN}`).toString('base64')}`))).toEqual(found);
    expect(reflectedIn(asked(`hello ${TOKEN}`, [], `Basic ${basic}`))).toEqual(found);
    const { kept, last } = { kept: [{ note: 'x' }], last: { value: { note: TOKEN }, line: 2 } };
    expect(reflectedIn({ ...asked(''), stream: { kept, last } as never })).toEqual(found);
  });

  it('may be any credential: a key, or a cookie, which may be set again', () => {
    const sent = (name: string, value: string, headers: HeaderList): Exchange =>
      exchangeOf({ credentials: 'given', request: { headers: [[name, value]] }, answer: answerOf('', 200, headers) });
    const cookie = 'theme=dark; sid=0123456789';
    expect(reflectedIn(sent('X-Api-Key', TOKEN, [['X-Echo', TOKEN]]))).toEqual([{ kind: 'reflected', where: 'X-Echo' }]);
    expect(reflectedIn(sent('Cookie', cookie, [['X-Echo', '0123456789']]))).toEqual([{ kind: 'reflected', where: 'X-Echo' }]);
    expect(reflectedIn(sent('Cookie', cookie, [['Set-Cookie', 'sid=0123456789; Secure']]))).toEqual([]);
    expect(reflectedIn(sent('Idempotency-Key', TOKEN, [['Idempotency-Key', TOKEN]]))).toBeUndefined();
  });

  it('is looked for only where the credentials of the user were sent, and are long enough not to stand there by chance', () => {
    expect(reflectedIn(asked('x', [], 'Bearer x', 'Bearer x'))).toBeUndefined();
    expect(reflectedIn(asked('x', [], 'Bearer x'))).toBeUndefined();
    expect(reflectedIn(exchangeOf({ credentials: 'none', answer: answerOf('x') }))).toBeUndefined();
    expect(reflectedIn(exchangeOf({ credentials: 'given', request: { headers: [['Authorization', `Bearer ${TOKEN}`]] } }))).toBeUndefined();
  });
});
