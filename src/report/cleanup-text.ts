import type { CleanupRecord, LedgerHead, LeftThing } from '../model.js';
import type { Redact } from '../secrets.js';
import { curlLine, shellWord } from './exchange-text.js';
import { redactLeft } from './redact.js';
import { shorten, visibleLine } from './text.js';

/** Whose ledger it is. */
interface Told {
  readonly file: string;
  readonly head: LedgerHead;
}

/** What became of what a ledger tells of. */
export interface SweptThings {
  readonly cleanup: CleanupRecord;
  readonly goingOn: CleanupRecord['residue'];
}

/** Ledgers that lie somewhere, or why a file is none. */
export function foundText(
  found: readonly (({ readonly things: number } & Told) | { readonly file: string; readonly why: string })[],
): string {
  if (found.length === 0) return 'There is no ledger here: no run that was killed in this folder has left anything.\n';
  const lines = found.map((one) =>
    'why' in one ? `${visibleLine(one.file)}: ${visibleLine(one.why)}` : `${visibleLine(one.file)}: ${whose(one)}, ${countOf(one.things)}`,
  );
  const first = found.find((one) => 'head' in one);
  const way =
    first === undefined ? [] : ['', 'A run that still goes on has one, too. To remove what the others left:', `  ${commandFor(first)}`];
  return `${[...lines, ...way].join('\n')}\n`;
}

/** What would be sent. */
export function wouldText(ledger: Told, left: readonly LeftThing[], redact: Redact): string {
  const lines = redactLeft(left, redact).map(({ method, url }) => `  ${method} ${visibleLine(url)}`);
  return `${[`${visibleLine(ledger.file)}: ${whose(ledger)}. This would be sent, and then looked whether it is gone:`, ...lines].join('\n')}\n`;
}

/** What was removed, what stays, and how to remove it by hand. */
export function sweptText(ledger: Told, { cleanup, goingOn }: SweptThings, redact: Redact): string {
  const file = visibleLine(ledger.file);
  const rest = cleanup.left.length + goingOn.length;
  const lines = [
    `${cleanup.removed === 1 ? '1 thing is' : `${cleanup.removed} things are`} gone, ${rest === 0 ? 'nothing' : 'something'} is left (${whose(ledger)})`,
    ...cleanup.residue.map(
      (one) => `  ${nameOf(one, redact)} stays, since nothing removes it: ${stateOf(one) ?? 'the service does not know it'}`,
    ),
    ...goingOn.map((one) => `  ${nameOf(one, redact)} was not seen to be over (${stateOf(one) ?? 'no answer told'}): try again later`),
    ...redactLeft(cleanup.left, redact).flatMap((item) => [
      `  ${item.method} ${visibleLine(item.url)}  (${visibleLine(item.why)})`,
      `    ${curlLine({ ...item, request: item })}`,
    ]),
    rest === 0 ? `${file} is removed.` : `${file} holds what is left.`,
  ];
  return `${lines.join('\n')}\n`;
}

function commandFor({ file, head }: Told): string {
  return `arp-conformance cleanup ${shellWord(visibleLine(file))} --url ${shellWord(head.url)}`;
}

function whose({ head }: Told): string {
  return `the ${head.service} at ${visibleLine(head.url)}, run ${head.run} of ${head.begun}`;
}

function nameOf({ operation, id }: CleanupRecord['residue'][number], redact: Redact): string {
  return visibleLine(shorten(`${operation} ${redact(id)}`, 200));
}

function stateOf({ state }: CleanupRecord['residue'][number]): string | undefined {
  return state === null ? undefined : visibleLine(shorten(state, 100));
}

function countOf(things: number): string {
  return things === 1 ? '1 thing' : `${things} things`;
}
