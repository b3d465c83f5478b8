import { shellWord } from './exchange-text.js';

/** A ledger that was kept, and what its run had to do with. */
export interface Kept {
  readonly ledger: string;
  readonly url: string;
  /** `built-in`, or a folder. */
  readonly spec: string;
  readonly suites?: readonly string[];
}

/** A line for a shell that removes what a ledger tells of. */
export function cleanupLine({ ledger, url, spec, suites = [] }: Kept): string {
  return [
    `arp-conformance cleanup ${shellWord(ledger)} --url ${shellWord(url)}`,
    ...(spec === 'built-in' ? [] : [`--spec-path ${shellWord(spec)}`]),
    ...suites.map((suite) => `--suite ${shellWord(suite)}`),
  ].join(' ');
}
