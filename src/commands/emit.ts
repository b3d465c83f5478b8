import type { RunReport } from '../model.js';
import type { Settings } from '../options/collect.js';
import type { Options } from '../options/resolve.js';
import { type Drawing, REPORTERS } from '../report/register.js';
import { type Host, wantsColor, widthOf } from './host.js';

/** Draws every report that was asked for. @param shown the run, its secrets masked */
export async function emit(shown: RunReport, options: Options, settings: Settings, host: Host): Promise<void> {
  const failures: unknown[] = [];
  const drawing: Drawing = {
    color: wantsColor(settings.get('color')?.value as string, host.stdout, host.environment),
    width: widthOf(host.stdout),
    quiet: settings.get('quiet')?.value === true,
    verbose: settings.get('verbose')?.value === true,
  };
  const onPaper: Drawing = { ...drawing, color: false, width: 100 };
  for (const { name, file } of options.reporters) {
    try {
      const reporter = await REPORTERS[name]?.();
      const text = reporter?.(shown, file === undefined ? drawing : onPaper) ?? '';
      if (file === undefined) host.stdout.write(text);
      else {
        const { writeAtomically } = await import('../store/files.js');
        writeAtomically(file, text);
        if (!drawing.quiet) host.stderr.write(`wrote the ${name} report to ${file}\n`);
      }
      if (name === 'github') await summarise(shown, host);
    } catch (error) {
      // One report that cannot be drawn or written does not cost the others.
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** GitHub shows what a job adds to this file on the page of the run; other steps of the job write there, too. */
async function summarise(report: RunReport, { environment }: Host): Promise<void> {
  const file = environment.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === '') return;
  const [{ markdownReport }, { appendText }] = await Promise.all([import('../report/markdown.js'), import('../store/files.js')]);
  appendText(file, markdownReport(report));
}
