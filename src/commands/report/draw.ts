import type { RunReport } from '../../model.js';
import { chosenReporters } from '../../options/reporters.js';
import { choice } from '../../options/values.js';
import { REPORTERS } from '../../report/register.js';
import { every, type Given, isSet, one } from '../definition.js';
import { emit, prepareFiles } from '../emit.js';
import { type Host, wantsColor, widthOf } from '../host.js';

/** Draws a run by the reporters that `--reporter` names, or for the terminal. @throws UsageError for a reporter that cannot be used */
export async function draw(run: RunReport, given: Given, host: Host): Promise<void> {
  const reporters = chosenReporters(every(given, 'reporter'), Object.keys(REPORTERS));
  const color = choice('auto', 'always', 'never')(one(given, 'color') ?? 'auto', '--color');
  await prepareFiles(reporters);
  await emit(
    run,
    reporters,
    {
      color: wantsColor(color, host.stdout, host.environment),
      width: widthOf(host.stdout),
      quiet: isSet(given, 'quiet'),
      verbose: isSet(given, 'verbose'),
    },
    host,
  );
}
