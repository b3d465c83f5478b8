import { choice } from '../../options/values.js';
import { runDiff } from '../../report/diff.js';
import { diffJson, diffText } from '../../report/diff-text.js';
import { argument, type Given, isSet, one } from '../definition.js';
import { type Host, wantsColor } from '../host.js';
import { storedRun } from './stored-run.js';

/** `report diff OLD NEW`. @returns 1 when there is something of what --fail-on names, else 0 @throws UsageError for what is not a report */
export async function diff(given: Given, host: Host): Promise<number> {
  const failOn = choice('new', 'any', 'none')(one(given, 'fail-on') ?? 'new', '--fail-on');
  const older = await storedRun(argument(given, 0), host.directory);
  const newer = await storedRun(argument(given, 1), host.directory);
  const found = runDiff(older, newer);
  host.stdout.write(isSet(given, 'json') ? diffJson(found) : diffText(found, wantsColor('auto', host.stdout, host.environment)));
  const fails = { new: found.changes.some(({ kind }) => kind === 'newly failing'), any: found.failing > 0, none: false };
  return fails[failOn] ? 1 : 0;
}
