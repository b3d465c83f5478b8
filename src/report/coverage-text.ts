import type { Requirement } from '../model.js';
import { table } from './table.js';

/** A requirement, and the ids of the checks that test it, by the service that it is about. */
export interface RequirementRow {
  readonly requirement: Requirement;
  readonly checks: Readonly<Record<string, readonly string[]>>;
  /** Why it cannot be tested, by the service that it cannot be tested on. */
  readonly excluded: Readonly<Record<string, string>>;
}

/** Requirements × services: how many checks test each, and why none does; as JSON with their ids. */
export function coverageText(rows: readonly RequirementRow[], services: readonly string[], format: 'table' | 'json'): string {
  if (format === 'json') return `${JSON.stringify(rows.map(jsonRow), null, 2)}\n`;
  const head = ['requirement', 'level', 'tier', ...services, ''];
  const lines = rows.map((row) => {
    const { id, level, tier } = row.requirement;
    const counts = services.map((service) =>
      (row.checks[service] === undefined ? '' : String(row.checks[service].length)).padStart(service.length),
    );
    return [id, level, tier, ...counts, whyNot(row) ?? ''];
  });
  return `${table([head, ...lines])}${summary(rows)}\n`;
}

/** A column that is empty is a service that the requirement is not about. */
function whyNot({ requirement, checks, excluded }: RequirementRow): string | null {
  const bare = Object.keys(checks).filter((service) => checks[service]?.length === 0);
  if (bare.length === 0) return null;
  if (bare.every((service) => excluded[service] !== undefined))
    return bare.map((service) => `not on the ${service}: ${excluded[service]}`).join('; ');
  if (requirement.tier === 'offline') return 'about the standard itself, not about a service';
  return bare.length === Object.keys(checks).length
    ? 'no check of this version tests it'
    : `no check of this version tests it on the ${bare.join(', ')}`;
}

function jsonRow(row: RequirementRow): object {
  const { id, level, tier, kind, sentence, source } = row.requirement;
  return { id, level, tier, kind, sentence, source, checks: row.checks, untested: whyNot(row) };
}

function summary(rows: readonly RequirementRow[]): string {
  const reasons = new Map<string, number>();
  for (const row of rows) {
    const why = whyNot(row);
    if (why !== null) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  }
  const untested = [...reasons.values()].reduce((sum, count) => sum + count, 0);
  const checks = new Set(rows.flatMap((row) => Object.values(row.checks).flat()));
  const why = [...reasons].map(([text, count]) => `${text} (${count})`).join('; ');
  return `${rows.length - untested} of ${rows.length} requirements tested by ${checks.size} checks${untested === 0 ? '' : `, ${untested} not: ${why}`}`;
}
