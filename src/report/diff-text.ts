import kleur from 'kleur';
import { CHANGES, type Change, type ChangeKind, type RunDiff } from './diff.js';
import { messageOf } from './sentences.js';
import { shorten, visible } from './text.js';

/** How many checks of one kind a reader at a terminal is shown with their reasons. */
const SHOWN = 50;

const PAINT: Readonly<Record<ChangeKind, (text: string) => string>> = {
  'newly failing': (text) => kleur.red(text),
  mended: (text) => kleur.green(text),
  changed: (text) => kleur.yellow(text),
  new: (text) => kleur.dim(text),
  gone: (text) => kleur.dim(text),
};

/** What changed, for a reader at a terminal. */
export function diffText({ changes, failing }: RunDiff, color: boolean): string {
  kleur.enabled = color;
  const blocks = CHANGES.flatMap((kind) => {
    const own = changes.filter((change) => change.kind === kind);
    const more = own.length > SHOWN ? [`  and ${own.length - SHOWN} more`] : [];
    return own.length === 0 ? [] : [[PAINT[kind](`${kind} (${own.length})`), ...own.slice(0, SHOWN).flatMap(linesOf), ...more].join('\n')];
  });
  return `${[...blocks, summary(changes, failing)].join('\n\n')}\n`;
}

function linesOf(change: Change): string[] {
  const { check, title, verdict } = change;
  const why = change.kind === 'newly failing' || change.kind === 'changed' ? [`    ${shorten(visible(messageOf(verdict)), 400)}`] : [];
  return [`  ${arrow(change)}  ${check}  ${kleur.dim(title)}`, ...why];
}

function arrow({ before, after }: Change): string {
  if (before === undefined) return after ?? '';
  return after === undefined || after === before ? before : `${before} → ${after}`;
}

function summary(changes: readonly Change[], failing: number): string {
  const counts = CHANGES.flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return `${counts.length === 0 ? 'nothing changed' : counts.join(', ')}; ${failing} failing now`;
}

/** The same as data. */
export function diffJson({ changes, failing }: RunDiff): string {
  const rows = changes.map(({ kind, service, check, title, before = null, after = null, verdict }) => ({
    ...{ kind, service, check_id: check, name: title, before, after },
    message: shorten(messageOf(verdict)),
  }));
  return `${JSON.stringify({ failing, changes: rows }, null, 2)}\n`;
}
