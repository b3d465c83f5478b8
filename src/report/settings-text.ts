import { MASK } from '../secrets.js';

/** One effective setting, ready to be shown. */
export interface ShownSetting {
  readonly name: string;
  readonly value: unknown;
  readonly from: string;
  readonly secret: boolean;
}

/** The effective settings as a table: name, value, where it comes from. */
export function settingsText(settings: readonly ShownSetting[]): string {
  const rows = settings.map(
    ({ name, value, from, secret }) => [name, secret ? MASK : shown(value), from === '' ? 'default' : from] as const,
  );
  const [first, second] = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map(([name, value, from]) => `${name.padEnd(first ?? 0)}  ${value.padEnd(second ?? 0)}  ${from}\n`).join('');
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => (Array.isArray(item) ? item.join(': ') : String(item))).join(' | ');
  return String(value);
}
