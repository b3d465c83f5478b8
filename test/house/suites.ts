import { coreSuites } from '#built/coreSuites.js';
import { fullSuites } from '#built/fullSuites.js';
import { smokeSuites } from '#built/smokeSuites.js';
import { bundled } from '../report/bundled.js';

type Parts = typeof import('../../src/load/spec/built-in.js') & typeof import('../../src/plan/derived.js');

const { builtInSpec, withDerived } = await bundled<Parts>('src/load/spec/built-in.ts', 'src/plan/derived.ts');

/** The suites of every tier, as they are written. */
export const suites = [...smokeSuites, ...coreSuites, ...fullSuites];

/** All checks, with those that are derived in place of what says so. */
export const checks = (await withDerived(suites, await builtInSpec())).flatMap((suite) => suite.checks);
