import { UnwrittenError } from '../errors.js';
import type { RunReport } from '../model.js';
import type { ReporterChoice } from '../options/reporters.js';
import { drawWithin } from '../report/bounds.js';
import { withHarmlessNames } from '../report/names.js';
import { type Drawing, REPORTERS } from '../report/register.js';
import type { Host } from './host.js';

/**
 * Draws a run, secrets masked before, by every reporter that was asked for. The host is told of each that could not be written.
 * @throws what the first report that could not be drawn threw, after the others
 */
export async function emit(run: RunReport, reporters: readonly ReporterChoice[], drawing: Drawing, host: Host): Promise<void> {
  const shown = withHarmlessNames(run);
  const failures: unknown[] = [];
  for (const { name, file } of reporters) {
    try {
      const reporter = await REPORTERS[name]?.();
      const own = file === undefined ? drawing : { ...drawing, color: false, width: 100 };
      const text = reporter === undefined ? '' : drawWithin(shown, (one) => reporter(one, own));
      if (file === undefined) host.stdout.write(text);
      else {
        const { writeAtomically } = await import('../store/files.js');
        writeAtomically(file, text);
        if (!drawing.quiet) host.stderr.write(`wrote the ${name} report to ${file}\n`);
      }
      if (name === 'github') await summarise(shown, host);
    } catch (error) {
      // One report that cannot be drawn or written does not cost the others.
      if (error instanceof UnwrittenError) host.unwritten(`The ${name} report is lost: ${error.message}`);
      else failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** Finds out before anything is sent whether the files of the reports can be written. @throws UsageError */
export async function prepareFiles(reporters: readonly ReporterChoice[]): Promise<void> {
  const files = reporters.flatMap(({ file }) => file ?? []);
  if (files.length === 0) return;
  const { prepareFile } = await import('../store/files.js');
  for (const file of files) prepareFile(file);
}

/** GitHub shows what a job adds to this file on the page of the run; other steps of the job write there, too. */
async function summarise(report: RunReport, { environment }: Host): Promise<void> {
  const file = environment.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === '') return;
  const [{ markdownReport }, { appendText }] = await Promise.all([import('../report/markdown.js'), import('../store/files.js')]);
  appendText(file, markdownReport(report));
}
