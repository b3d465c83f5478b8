import type { CleanupRecord } from '../model.js';
import { cleanupLine, type Kept } from './cleanup-line.js';
import { curlLine } from './exchange-text.js';
import { shorten, visibleLine } from './text.js';

/** A run that is left in its midst. */
export interface Leaving extends Omit<Kept, 'ledger'>, Pick<CleanupRecord, 'left' | 'residue'> {
  readonly service: string;
  readonly ledger?: string;
}

/** What a user is told who leaves without waiting: what stays on the services, and how to remove it. */
export function lastWords(runs: readonly Leaving[]): string {
  const told = runs.flatMap(({ left, residue, ledger, ...run }) => {
    const where = `the ${run.service} at ${visibleLine(run.url)}`;
    if (left.length + residue.length === 0) return [`Nothing that this run created is left on ${where}.`];
    const lines = left.flatMap((item) => [
      `  ${item.method} ${visibleLine(item.url)}  (${visibleLine(item.why)})`,
      `    ${curlLine({ ...item, request: item })}`,
    ]);
    const stays = residue.map(({ operation, id }) => `  ${visibleLine(`${operation} ${shorten(id, 200)}`)}  (nothing removes it)`);
    const all = ledger === undefined ? [] : ['What can be removed or ended is by', `  ${cleanupLine({ ...run, ledger })}`];
    return [`This run may have left on ${where}:`, ...lines, ...stays, ...all];
  });
  return `${['arp-conformance: left at once, without a report.', ...told].join('\n')}\n`;
}
