import type { Check } from '../model.js';
import { table } from './table.js';

/** Checks as a table, as JSON, or by their ids alone. */
export function checkList(checks: readonly Check[], format: 'table' | 'json' | 'ids'): string {
  if (format === 'ids') return checks.map(({ id }) => `${id}\n`).join('');
  if (format === 'json') return `${JSON.stringify(checks.map(checkRow), null, 2)}\n`;
  const rows = checks.map(({ id, tier, effect, requirements }) => [id, tier, effect, requirementsOf(requirements)]);
  return `${table(rows.map((row, index) => [...row, checks[index]?.title ?? '']))}${summary(checks)}\n`;
}

/** The first requirement is what a check is about; it is enough for a table. */
function requirementsOf([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} +${others.length}`;
}

function checkRow({ id, title, service, tier, effect, requirements, tags = [], probe, observes = [], needs = [] }: Check): object {
  return { id, title, service, tier, effect, requirements, tags, operation: probe?.operation ?? null, observes, needs };
}

function summary(checks: readonly Check[]): string {
  const requirements = new Set(checks.flatMap(({ requirements: ids }) => ids));
  return `${checks.length} checks of ${requirements.size} requirements`;
}
