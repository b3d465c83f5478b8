import { parseDocument, stringify, type YAMLMap, YAMLSeq } from 'yaml';
import type { KnownFailure } from '../model.js';

const HEAD = `# What is known to be wrong, why, who sees to it, and until when that is good.
# check --baseline exits 0 as long as nothing else fails; arp-conformance baseline update takes out what is mended.
`;

/**
 * The text of a new baseline.
 * @param schema where an editor finds the schema of such files, where that is known
 */
export function newBaseline(known: readonly KnownFailure[], schema?: string): string {
  const line = schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`;
  return `${line}${HEAD}${stringify({ known })}`;
}

/** What becomes of the entries of a baseline, by their index; entries that are named nowhere stay as they are. */
export interface BaselineChange {
  readonly removed: ReadonlySet<number>;
  /** New lists of findings. */
  readonly narrowed: ReadonlyMap<number, readonly string[]>;
  readonly added: readonly KnownFailure[];
}

/** The text of a baseline with some entries changed; comments and the order of the others stay. */
export function changedBaseline(text: string, { removed, narrowed, added }: BaselineChange): string {
  const document = parseDocument(text, { version: '1.2' });
  const list = document.get('known');
  const entries = list instanceof YAMLSeq ? list : new YAMLSeq();
  for (const [index, findings] of narrowed) (entries.items[index] as YAMLMap).set('findings', document.createNode(findings));
  entries.items = entries.items.filter((_, index) => !removed.has(index));
  for (const entry of added) entries.items.push(document.createNode(entry));
  if (!(list instanceof YAMLSeq)) document.set('known', entries);
  entries.flow = entries.items.length === 0;
  return document.toString();
}
