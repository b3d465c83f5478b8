import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UsageError } from '../../errors.js';
import { newBaseline } from '../../store/baseline.js';
import { prepareFile, writeAtomically } from '../../store/files.js';
import { argument, type Given } from '../definition.js';
import type { Host } from '../host.js';
import { storedRun } from '../report/stored-run.js';
import { failuresOf, today, wordsOf } from './entries.js';

/** `baseline write REPORT FILE`. @returns 0 @throws UsageError where the file is there already, or words are missing */
export async function write(given: Given, host: Host): Promise<number> {
  const words = wordsOf(given, today());
  const name = argument(given, 1);
  const file = resolve(host.directory, name);
  if (existsSync(file)) throw new UsageError('This file is there already; baseline update changes it.', { file: name });
  const failures = failuresOf(await storedRun(argument(given, 0), host.directory));
  prepareFile(file);
  writeAtomically(
    file,
    newBaseline(
      failures.map((failure) => ({ ...failure, ...words })),
      schemaFor(dirname(file), host.tool.name),
    ),
  );
  host.stdout.write(`${name}: ${failures.length} known\n`);
  return 0;
}

/** The schema of baselines in the package, where a project has installed it, as it is written in a file of a folder. */
function schemaFor(folder: string, tool: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const schema = join(at, 'node_modules', tool, 'reports/baseline.schema.json');
    if (existsSync(schema)) return `./${relative(folder, schema).replaceAll('\\', '/')}`;
    if (at === dirname(at)) return undefined;
  }
}
