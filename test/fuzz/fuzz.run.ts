import { expect, it } from 'vitest';
import { PROPERTIES } from './properties.js';

const seconds = Number(process.env.FUZZ_SECONDS || 60);
/** A seed of fast-check: 32 bits. */
const seed = process.env.FUZZ_SEED ? Number(process.env.FUZZ_SEED) : Date.now() % 2 ** 31;
const share = (1000 * seconds) / PROPERTIES.length;
console.log(`seed ${seed}, ${seconds} s for ${PROPERTIES.length} properties; again: npm run fuzz -- --seconds ${seconds} --seed ${seed}`);

it.each(PROPERTIES)('$title', async ({ title, check }) => {
  const { tries, failure } = await check({ seed, numRuns: 1e9, interruptAfterTimeLimit: share });
  console.log(`${String(tries).padStart(8)} tries: ${title}${failure === undefined ? '' : ': FAILED'}`);
  expect(failure).toBeUndefined();
});
