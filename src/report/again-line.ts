import type { Report } from '../model.js';
import { shellWord } from './exchange-text.js';

/** Checks that are named; with more the line would be longer than the report. */
const MOST = 3;

/** A line for a shell that runs some checks of a report once more, with what has to be sent before them; undefined where none can be named. */
export function againLine(checks: readonly string[], { service, tier, url, spec, selection, verdicts }: Report): string | undefined {
  const own = checks.filter((id) => verdicts.some(({ check, unplanned }) => check.id === id && !unplanned));
  if (own.length === 0) return undefined;
  return [
    `arp-conformance check ${service} --url ${shellWord(url)}`,
    ...(tier === 'smoke' || selection.scope === 'checks' ? [] : [`--tier ${tier}`]),
    ...(selection.own ?? []).map((file) => `--suite ${shellWord(file)}`),
    ...(selection.readOnly ? ['--read-only'] : tier === 'smoke' ? [] : ['--allow-mutations']),
    ...(selection.auth === 'auto' ? [] : [`--auth ${selection.auth}`]),
    ...(spec.origin === 'built-in' ? [] : [`--spec-path ${shellWord(spec.origin)}`]),
    ...own.slice(0, MOST).map((id) => `--only ${shellWord(id)}`),
  ].join(' ');
}
