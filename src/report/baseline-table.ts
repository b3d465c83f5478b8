import type { KnownFailure } from '../model.js';
import { table } from './table.js';
import { shorten, visibleLine } from './text.js';

/** An entry of a baseline, and what is to be said of it today. */
export interface ShownEntry extends KnownFailure {
  /** `holds`, `mended`, `expired`, or `no such check`. */
  readonly state: string;
}

const DAY = 86_400_000;

/** The entries as a table: what, until when, who, why. */
export function baselineTable(entries: readonly ShownEntry[], today: string): string {
  const rows = entries.map(({ check, requirement, state, expires, owner, reason }) =>
    [check, requirement, state, expires === undefined ? '' : `${expires}${daysLeft(expires, today)}`, owner, reason].map((text) =>
      visibleLine(shorten(text, 200)),
    ),
  );
  const open = entries.filter(({ state }) => state !== 'mended').length;
  return `${table([['check', 'requirement', 'state', 'until', 'owner', 'reason'], ...rows])}${entries.length} known, ${open} not mended\n`;
}

/** ` (12 days)` */
function daysLeft(expires: string, today: string): string {
  const days = Math.round((Date.parse(expires) - Date.parse(today)) / DAY);
  return days < 0 ? '' : ` (${days} ${days === 1 ? 'day' : 'days'})`;
}
