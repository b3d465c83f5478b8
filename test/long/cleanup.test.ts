import { describe, expect, it } from 'vitest';
import { OVERLOOKED, spoiledBy, UNRULY } from '../cli/core-cleanup.js';

/** What a run could not remove is named, whatever is wrong with the daemon; what was there before stays. */

describe('A daemon that accepts what it should refuse', () => {
  it.each([true, false])('is left as it was (open: %s)', async (open) => {
    expect(OVERLOOKED.length).toBeGreaterThan(15);
    expect(await spoiledBy(OVERLOOKED, open)).toEqual([]);
  });
});

describe('A daemon that does not do as it says', () => {
  it('loses nothing of what was there before, and what the run leaves is named in the report', async () => {
    expect(UNRULY.length).toBeGreaterThan(15);
    expect(await spoiledBy(UNRULY, true)).toEqual([]);
  });
});
