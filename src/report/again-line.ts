import type { GivenFlag, Report } from '../model.js';
import { MASK } from '../secrets.js';
import { shellWord } from './exchange-text.js';
import { visibleLine } from './text.js';

/** Checks that are named; with more the line would be longer than the report. */
const MOST = 3;

/** A line for a shell that runs some checks of a report once more, with what has to be sent before them; undefined where none can be named. */
export function againLine(checks: readonly string[], { service, tier, url, spec, selection, verdicts }: Report): string | undefined {
  const own = checks.filter((id) => verdicts.some(({ check, unplanned }) => check.id === id && !unplanned));
  if (own.length === 0) return undefined;
  return [
    `arp-conformance check ${shellWord(service)} --url ${shellWord(url)}`,
    ...(tier === 'smoke' || selection.scope === 'checks' ? [] : [`--tier ${tier}`]),
    ...(selection.own ?? []).map((file) => `--suite ${shellWord(file)}`),
    ...(selection.readOnly ? ['--read-only'] : tier === 'smoke' ? [] : ['--allow-mutations']),
    ...(selection.auth === 'auto' ? [] : [`--auth ${selection.auth}`]),
    ...(spec.origin === 'built-in' ? [] : [`--spec-path ${shellWord(spec.origin)}`]),
    ...(selection.flags ?? []).map(flagWords),
    ...own.slice(0, MOST).map((id) => `--only ${shellWord(id)}`),
  ].join(' ');
}

/** A flag for a shell; what is secret of it stands in a variable. */
function flagWords({ flag, value, variable }: GivenFlag): string {
  if (value === undefined && variable === undefined) return `--${flag}`;
  const masked = (value ?? '').split(MASK).map((part) => (part === '' ? '' : shellWord(visibleLine(part))));
  const rest = variable === undefined ? '' : `"$${variable}"`;
  return `--${flag} ${masked.join(`"$ARP_${flag.toUpperCase().replaceAll('-', '_')}"`)}${rest}`;
}
