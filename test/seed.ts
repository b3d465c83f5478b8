import fc from 'fast-check';

/**
 * The tests try the same values each time, so that what they say of a commit is said of it again. Other values come from `npm run fuzz`, and
 * from another seed: `FUZZ_SEED=7 npm test`.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.FUZZ_SEED || 1) });
