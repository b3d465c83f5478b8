import type { KnownFailure, Report } from '../model.js';
import { shorten, visibleLine } from './text.js';

/** What a run has to say of its baseline, a line each; nothing when all of it still holds. */
export function baselineLines({ baseline, verdicts }: Report): string[] {
  if (baseline === undefined) return [];
  const { file, mended, expired } = baseline;
  const known = verdicts.flatMap(({ findings }) => findings).filter((finding) => finding.known !== undefined).length;
  return [
    `baseline ${visibleLine(file)}: ${known} ${known === 1 ? 'finding is' : 'findings are'} known`,
    ...mended.map((entry) => `mended: ${nameOf(entry)}; take it out with arp-conformance baseline update`),
    ...expired.map(
      (entry) => `expired on ${entry.expires}: ${nameOf(entry)}; ${told(entry.owner)} was to see to it (${told(entry.reason)})`,
    ),
  ];
}

/** How an entry is called in a sentence. */
export function nameOf({ check, requirement }: KnownFailure): string {
  return `${told(check)} (${told(requirement)})`;
}

function told(text: string): string {
  return visibleLine(shorten(text, 200));
}
