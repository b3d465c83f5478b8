import { dirname, resolve } from 'node:path';
import { openSource, readText } from '../document.js';
import { filesBelow } from '../vectors/glob.js';
import type { WrittenSuite } from './draft.js';
import { SUITE_FILE } from './locate.js';

/** Ids of the requirements of suites that stand in a folder or beside it: vectors may be about them. What is wrong with a suite is no matter here. */
export function requirementsNear(path: string, directory: string): string[] {
  const folder = resolve(directory, path);
  const here = filesBelow(folder)
    .filter((file) => SUITE_FILE.test(file))
    .map((file) => resolve(folder, file));
  const above = filesBelow(dirname(folder), false)
    .filter((file) => SUITE_FILE.test(file))
    .map((file) => resolve(dirname(folder), file));
  return [...new Set([...here, ...above])].flatMap((file) => {
    const opened = openSource(file, readText(file));
    const { requirements } = ('document' in opened ? (opened.document.value ?? {}) : {}) as Partial<WrittenSuite>;
    return Array.isArray(requirements) ? requirements.flatMap((requirement) => requirement?.id ?? []) : [];
  });
}
