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

  it('is looked for only where the credentials of the user were sent, and are long enough not to stand there by chance', () => {
    expect(reflectedIn(asked('x', [], 'Bearer x', 'Bearer x'))).toBeUndefined();
    expect(reflectedIn(asked('x', [], 'Bearer x'))).toBeUndefined();
    expect(reflectedIn(exchangeOf({ credentials: 'none', answer: answerOf('x') }))).toBeUndefined();
    expect(reflectedIn(exchangeOf({ credentials: 'given', request: { headers: [['Authorization', `Bearer ${TOKEN}`]] } }))).toBeUndefined();
  });
});
