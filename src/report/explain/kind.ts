import type { Check, ContractKind, Fact } from '../../model.js';
import { findingLine } from '../sentences.js';
import { KIND_PAGES } from './kinds.js';
import { headed, labelled, summed } from './labelled.js';
import type { Material } from './material.js';

/** What a kind of finding means, how it reads, who finds it, and what it breaks. */
export function kindPage(kind: Fact['kind'], { spec, checks }: Material, width: number): string {
  const { title, means, mend, seen, example } = KIND_PAGES[kind];
  const rows = seen === 'contract' ? spec.blame.filter((row) => row.kind.includes(kind as ContractKind)) : [];
  const finders = checks.filter((check) => demands(check, seen));
  return [
    headed(kind, seen === 'contract' ? 'found in every answer, by the contract' : 'found by what a check demands', width),
    `${title}.`,
    '',
    ...labelled('means', [means], width),
    ...labelled('mend', [mend], width),
    ...labelled('reads', [findingLine({ fact: example })], width),
    ...labelled('breaks', summed([...new Set(rows.map(({ requirement }) => requirement))], 20), width),
    ...labelled('checks', summed(finders.map(({ id }) => id)), width),
  ].join('\n');
}

function demands({ expect = {}, until }: Check, seen: string): boolean {
  return seen === 'until' ? until !== undefined : seen !== 'contract' && seen in expect;
}

/** The kinds that can be explained. */
export const KINDS = Object.keys(KIND_PAGES) as Fact['kind'][];
