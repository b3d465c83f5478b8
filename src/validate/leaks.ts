import { below } from '../json/pointer.js';
import type { Fact, Json, Spec } from '../model.js';

/** Of a long text only so many characters are looked at, and of a body so many texts: the patterns must not be kept busy by a hostile one. */
const MOST_CHARACTERS = 4096;
const MOST_TEXTS = 64;
/** Characters of what was found that are told. */
const SHOWN = 120;

type Leak = Extract<Fact, { kind: 'leak' }>;

/** The texts in an error that show what belongs in the log of the service; of each kind the first. */
export function leaksIn(body: Json, leaks: Spec['leaks']): readonly Leak[] {
  const texts = textsIn(body, '').slice(0, MOST_TEXTS);
  return leaks.flatMap(({ shows, pattern }) => {
    const expression = new RegExp(pattern, 'mu');
    for (const { at, text } of texts) {
      const found = expression.exec(text)?.[0];
      if (found !== undefined) return [{ kind: 'leak' as const, at, shows, near: found.trim().slice(0, SHOWN) }];
    }
    return [];
  });
}

function textsIn(value: Json, at: string): { readonly at: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ at, text: value.slice(0, MOST_CHARACTERS) }];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, item]) => textsIn(item, below(at, name)));
}
