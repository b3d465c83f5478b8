import { guess, UsageError } from '../errors.js';
import type { Baseline, Json, KnownFailure } from '../model.js';
import type { SourceDocument } from './document.js';

const KEYS: Readonly<Record<keyof KnownFailure, 'needed' | 'optional'>> = {
  check: 'needed',
  requirement: 'needed',
  findings: 'optional',
  reason: 'needed',
  owner: 'needed',
  expires: 'optional',
};

/**
 * Reads a baseline: what is known to be wrong, why, who sees to it, and until when.
 * @throws UsageError with file, line and column
 */
export async function readBaseline(file: string): Promise<Baseline> {
  const { readDocument } = await import('./document.js');
  return baselineOf({ ...readDocument(file), file });
}

/** @throws UsageError as {@link readBaseline} does */
function baselineOf(document: SourceDocument): Baseline {
  const { value, file } = document;
  const at = (path: (string | number)[], what?: 'key') => ({ ...document.place(path, what), file });
  if (value === null || typeof value !== 'object' || Array.isArray(value) || !Array.isArray(value.known))
    throw new UsageError('A baseline holds a list under "known". Let arp-conformance baseline write make one.', at([]));
  const [other] = Object.keys(value).filter((name) => name !== 'known');
  if (other !== undefined) throw new UsageError(`Unknown key "${other}".${guess(other, ['known'])}`, at([other], 'key'));
  const known = value.known.map((entry, index) => entryOf(entry, ['known', index], at));
  for (const [index, entry] of known.entries()) {
    const first = known.findIndex((one) => one.check === entry.check && one.requirement === entry.requirement);
    if (first !== index) throw new UsageError(`${entry.check} stands twice with ${entry.requirement}.`, at(['known', index]));
  }
  return { file, known };
}

type PlaceOf = (path: (string | number)[], what?: 'key') => { readonly file: string };

function entryOf(entry: Json, path: (string | number)[], at: PlaceOf): KnownFailure {
  if (entry === null || typeof entry !== 'object' || Array.isArray(entry))
    throw new UsageError('An entry of a baseline has a check, a requirement, a reason and an owner.', at(path));
  for (const name of Object.keys(entry)) {
    if (!(name in KEYS)) throw new UsageError(`Unknown key "${name}".${guess(name, Object.keys(KEYS))}`, at([...path, name], 'key'));
  }
  for (const [name, need] of Object.entries(KEYS)) {
    const value = entry[name];
    if (value === undefined && need === 'optional') continue;
    if (value === undefined) throw new UsageError(`This entry has no ${name}.${WHY[name] ?? ''}`, at(path));
    const fits = name === 'findings' ? isTexts(value) : typeof value === 'string' && value.trim() !== '';
    if (!fits) throw new UsageError(`"${name}" takes ${name === 'findings' ? 'a list of texts' : 'a text'}.`, at([...path, name]));
  }
  if (entry.expires !== undefined && !isDay(String(entry.expires)))
    throw new UsageError(`"expires" takes a day such as 2026-12-31, not "${String(entry.expires)}".`, at([...path, 'expires']));
  return entry as unknown as KnownFailure;
}

const WHY: Readonly<Record<string, string>> = {
  reason: ' Say why it is not mended yet.',
  owner: ' Say who sees to it.',
};

function isTexts(value: Json): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}

/** Whether a text is a day of the calendar, as `2026-12-31`. */
export function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
