import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Gate } from '../../../src/schedule/gate.js';

describe('a gate', () => {
  it('lets the highest rank through first, and of equal ones those that came first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3)), async (ranks) => {
        const gate = new Gate(1);
        const entered: number[] = [];
        const first = gate.through(async () => undefined);
        await Promise.all([first, ...ranks.map((rank, index) => gate.through(async () => void entered.push(index), rank))]);
        const expected = ranks.map((rank, index) => ({ rank, index })).sort((a, b) => b.rank - a.rank || a.index - b.index);
        expect(entered).toEqual(expected.map(({ index }) => index));
      }),
    );
  });

  it('gives the place of what failed to the next one', async () => {
    const gate = new Gate(1);
    const failed = gate.through(() => Promise.reject(new Error('no')));
    const next = gate.through(async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
