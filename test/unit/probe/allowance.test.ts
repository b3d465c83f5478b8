import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allowance, SMALL } from '../../../src/probe/allowance.js';
import { Collector } from '../../../src/probe/collector.js';

/** Beside it a small answer is nothing. */
const MUCH = 100 * SMALL;

describe('An allowance', () => {
  it('counts what comes, and gives back what is not kept', () => {
    const allowance = new Allowance(MUCH);
    const [one, other] = [allowance.share(), allowance.share()];
    expect([one.take(MUCH - 10), other.take(10), one.room(), allowance.isSpent]).toEqual([true, true, 0, false]);
    expect([one.settle(10), allowance.share().room()]).toEqual([true, MUCH - 20]);
  });

  it('is spent once something does not fit, and what is under way then has no room either', () => {
    const allowance = new Allowance(MUCH);
    const [one, other] = [allowance.share(), allowance.share()];
    expect([other.take(SMALL), one.take(MUCH), allowance.isSpent, other.take(1)]).toEqual([true, false, true, false]);
  });

  it('is spent when what is kept takes more than what came', () => {
    const allowance = new Allowance(MUCH);
    const share = allowance.share();
    expect([share.take(MUCH / 2), share.settle(MUCH + 1), allowance.isSpent]).toEqual([true, false, true]);
    // What had no room is given back.
    expect(allowance.share().settle(MUCH)).toBe(true);
  });

  it('that is spent has room for small answers that are under way', () => {
    const allowance = new Allowance(1000);
    const [one, other] = [allowance.share(), allowance.share()];
    expect([one.take(2000), allowance.isSpent, one.settle(3000), one.room()]).toEqual([true, true, true, SMALL - 3000]);
    expect([other.take(SMALL + 1), other.take(SMALL), other.take(1)]).toEqual([false, true, false]);
  });

  it('of what is not kept is there again for the next answer, whatever the one before took', () => {
    const allowance = new Allowance(MUCH, false);
    const share = allowance.share();
    expect([share.take(MUCH - 1), share.take(2), share.settle(MUCH - 1)]).toEqual([true, false, true]);
    expect(allowance.share().take(MUCH)).toBe(true);
  });

  it('never holds more than it may and a small answer for each that is under way, whatever is taken and settled', () => {
    const step = fc.record({ share: fc.nat(3), bytes: fc.oneof(fc.nat(MUCH), fc.nat(SMALL)), settles: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step), fc.boolean(), (steps, keeps) => {
        const allowance = new Allowance(MUCH, keeps);
        const shares = Array.from({ length: 4 }, () => allowance.share());
        const held = [0, 0, 0, 0];
        for (const { share, bytes, settles } of steps) {
          const before = held[share] ?? 0;
          if (settles) held[share] = shares[share]?.settle(bytes) && keeps ? bytes : 0;
          else if (shares[share]?.take(bytes)) held[share] = before + bytes;
          expect(held.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(MUCH + 4 * SMALL);
        }
      }),
    );
  });

  it('lets one work of those that take more be done at a time, also after one that failed', async () => {
    const allowance = new Allowance(1);
    const order: string[] = [];
    const work = (name: string, fails: boolean) => async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
    };
    const ended = await Promise.allSettled([allowance.alone(work('a', true)), allowance.alone(work('b', false))]);
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });
});

describe('An answer that is gathered', () => {
  const limits = { maxBody: 1_000_000, maxValues: 1000 };
  const gather = async (chunks: readonly Uint8Array[], allowance = new Allowance(1_000_000)) => {
    const collector = new Collector({ ...limits, allowance });
    collector.begin(200, [['a', 'b']]);
    const took = chunks.map((chunk) => collector.add(chunk));
    return { took, answer: await collector.answer(), stopped: collector.hadNoRoom };
  };

  it('is what came, however it was cut', async () => {
    const sizes = fc.array(fc.oneof(fc.nat(3), fc.nat(20_000)), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const chunks = lengths.map((length, index) => Buffer.alloc(length, index + 1));
        const { answer, stopped } = await gather(chunks);
        expect([stopped, Buffer.concat(chunks).equals(answer?.body ?? Buffer.alloc(1))]).toEqual([false, true]);
      }),
      { numRuns: 30 },
    );
  });

  it('costs its head, its bytes and its values', async () => {
    const allowance = new Allowance(MUCH);
    await gather([Buffer.from('[1,2,3]')], allowance);
    // One header of two letters, seven bytes, a list of three.
    expect(allowance.share().room()).toBe(MUCH - (2 + 192 + 7 + 4 * 64));
  });

  it('of which only the beginning is kept costs no more than that', async () => {
    const allowance = new Allowance(MUCH);
    const { answer } = await gather([Buffer.alloc(600_000), Buffer.alloc(600_000)], allowance);
    expect([answer?.cut?.why, answer?.body.length]).toEqual(['too_large', 4096]);
    expect(allowance.share().room()).toBe(MUCH - 4096 - 194);
  });

  it('that has no room keeps its status and its beginning, and gives back the rest', async () => {
    const allowance = new Allowance(2 * SMALL);
    const { took, answer, stopped } = await gather([Buffer.alloc(SMALL, 'a'), Buffer.alloc(SMALL, 'b')], allowance);
    expect([took, stopped, answer?.status, answer?.cut]).toEqual([[true, false], true, 200, undefined]);
    expect(answer?.body).toEqual(Buffer.alloc(4096, 'a'));
    expect([allowance.isSpent, allowance.share().settle(2 * SMALL)]).toEqual([true, true]);
  });

  it('that has no room once it is unpacked is ended, and not blamed for its size', async () => {
    const collector = new Collector({ ...limits, allowance: new Allowance(2 * SMALL) });
    collector.begin(200, [['content-encoding', 'gzip']]);
    collector.add(gzipSync(Buffer.alloc(500_000)));
    const answer = await collector.answer();
    expect([collector.hadNoRoom, answer?.status, answer?.cut]).toEqual([true, 200, undefined]);
  });
});
