import { openSpec } from '../../load/spec/open.js';
import { judgeRecorded } from '../../recorded.js';
import { argument, every, type Given, isSet, one } from '../definition.js';
import type { Host } from '../host.js';
import { draw } from './draw.js';
import { storedRun } from './stored-run.js';

/**
 * `report judge FILE`: the exchanges of a recorded run judged again, by this version and by the standard of --spec-path. Sends nothing.
 * @returns the exit code that a run with these answers would have
 * @throws UsageError where the report holds no recording
 */
export async function judgeAgain(given: Given, host: Host): Promise<number> {
  const file = argument(given, 0);
  const stored = await storedRun(file, host.directory);
  const standard = await openSpec(one(given, 'spec-path'));
  const how = { standard, suites: every(given, 'suite'), strict: isSet(given, 'strict'), tool: host.tool, file };
  const run = await judgeRecorded(stored, how);
  await draw(run, given, host);
  return run.exitCode;
}
