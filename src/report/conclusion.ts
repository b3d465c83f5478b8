import { OUTCOMES, type Report } from '../model.js';
import { extentOf } from './extent.js';
import { tellReason } from './sentences.js';
import { visibleLine } from './text.js';

/** `12 pass`, `1 fail`, …: how many checks had each outcome; those that none had are left out, but for passes. */
export function tally({ counts }: Pick<Report, 'counts'>): string[] {
  return OUTCOMES.filter((word) => word === 'PASS' || counts[word] > 0).map((word) => `${counts[word]} ${word.toLowerCase()}`);
}

/** `11 of 13 requirements tested, 2 not`. What does not apply counts in neither number. */
export function extentTested(requirements: Report['requirements']): string {
  const applicable = requirements.filter(({ outcome }) => outcome !== 'SKIP');
  const untested = applicable.filter(({ outcome }) => outcome === 'UNTESTED').length;
  const told = `${applicable.length - untested} of ${applicable.length} requirements tested`;
  return untested === 0 ? told : `${told}, ${untested} not`;
}

/** The same with the reasons: `11 of 13 requirements tested, 2 not: blocked by runtime.health (2)`, and what does not apply. */
export function coverage(requirements: Report['requirements']): string {
  const [untested, moot] = [withoutVerdict(requirements, 'UNTESTED'), withoutVerdict(requirements, 'SKIP')].map((groups) =>
    groups.map(({ why, ids }) => `${why} (${ids.length})`).join('; '),
  );
  const told = `${extentTested(requirements)}${untested === '' ? '' : `: ${untested}`}`;
  return moot === '' ? told : `${told}; not applicable: ${moot}`;
}

/** Requirements that were not tested, or do not apply, by the reason. */
export function withoutVerdict(
  requirements: Report['requirements'],
  what: 'UNTESTED' | 'SKIP',
): readonly { readonly why: string; readonly ids: readonly string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { requirement, outcome, reason } of requirements) {
    if (outcome !== what) continue;
    const why = reason === undefined ? 'no verdict' : reason.kind === 'no_answer' ? 'nothing answered' : tellReason(reason);
    groups.set(why, [...(groups.get(why) ?? []), requirement.id]);
  }
  return [...groups].map(([why, ids]) => ({ why, ids }));
}

/** What a run says of a service, in words, and whether that is good news. */
export function conclusion(report: Report): { readonly text: string; readonly tone: 'good' | 'bad' | 'unclear' } {
  const who = report.target === undefined ? '' : `${visibleLine(report.target)}: `;
  const what = `${who}${report.service}, ${extentOf(report)}`;
  if (report.bug !== undefined) return { text: `NO VERDICT (${what}): a bug of arp-conformance`, tone: 'unclear' };
  if (report.interrupted !== undefined) return { text: `INTERRUPTED (${what})`, tone: 'unclear' };
  const { baseline, counts } = report;
  if (counts.FAIL > 0 && report.exitCode !== 0 && !onlyMended(report)) return { text: `NOT CONFORMANT (${what})`, tone: 'bad' };
  if (report.stop !== undefined && report.exitCode === 3) {
    const { by, requests } = report.stop;
    const why = by === 'max-requests' ? '' : ', whose answers took all that a run may receive';
    return { text: `NO VERDICT (${what}): stopped after ${requests} requests${why} (--${by})`, tone: 'unclear' };
  }
  if (report.exitCode === 3) return { text: `NO VERDICT (${what})`, tone: 'unclear' };
  if (baseline !== undefined && report.exitCode === 0 && counts.FAIL > 0)
    return {
      text: `NOTHING NEW (${what}): ${counts.FAIL} ${counts.FAIL === 1 ? 'check fails' : 'checks fail'} as ${baseline.file} knows`,
      tone: 'good',
    };
  if (onlyMended(report)) return { text: `THE BASELINE IS OUT OF DATE (${what}): take out what is mended`, tone: 'bad' };
  if (report.exitCode !== 0) return { text: `NOT CONFORMANT under --strict (${what})`, tone: 'bad' };
  return { text: `CONFORMANT (${what})`, tone: 'good' };
}

/** Nothing fails that the baseline does not know, but under --strict-baseline what is mended has to be taken out. */
function onlyMended({ baseline, exitCode, verdicts }: Report): boolean {
  if (exitCode !== 1 || !baseline?.strict || baseline.mended.length === 0) return false;
  return verdicts.every(
    ({ outcome, findings }) =>
      outcome !== 'FAIL' || findings.every(({ known, level }) => known !== undefined || level === 'should' || level === 'advisory'),
  );
}
