import type { Check, Json } from '../../model.js';
import type { Path } from '../document.js';

/** A `${…}` in a check, and where it stands. */
export interface Mention {
  readonly name: string;
  readonly path: Path;
  /** It is filled in before the request is sent, not when the answer is judged. */
  readonly before: boolean;
}

/** Parts of a written check that are filled in when the request is made; what else holds `${…}` is filled in when the answer is judged. */
const BEFORE: readonly string[] = ['probe', 'set', 'ids'];
/** Parts that are words for readers, or names: nothing is filled in there. */
const PLAIN: readonly string[] = ['id', 'title', 'requirement', 'observes', 'needs', 'save', 'vectors'];

/** Every `${…}` in a check. */
export function mentions(check: object): Mention[] {
  return Object.entries(check).flatMap(([key, value]) =>
    PLAIN.includes(key)
      ? []
      : texts(value as Json, [key]).flatMap(({ text, path }) =>
          namesOf(text).map((name) => ({ name, path, before: BEFORE.includes(key) })),
        ),
  );
}

/** What a mention stands for: something saved or given, by its first name; undefined where the request itself or a new name is meant. */
export function variableOf(name: string): string | undefined {
  if (/^(fresh|(fresh|sent|path|query|long|refused):.*)$/s.test(name)) return undefined;
  return name.replace(/^(?:sample|misfit|mistyped|tampered):/, '').split('/')[0];
}

/** Names that a check gives to the items of a list. */
export function itemsOf({ probe }: Pick<Check, 'probe'>): string[] {
  return probe?.each === undefined ? [] : [probe.each.as];
}

function namesOf(text: string): string[] {
  return [...text.matchAll(/\$\{([^}]+)\}/g)].flatMap(([, names = '']) => names.split('|'));
}

function texts(value: Json, path: Path): { text: string; path: Path }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, child]) => texts(child, [...path, Array.isArray(value) ? Number(name) : name]));
}
