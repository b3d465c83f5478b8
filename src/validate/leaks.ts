import { below } from '../json/pointer.js';
import type { Fact, Json, Spec } from '../model.js';

/** Of a long text only so many characters are looked at, and of a body so many texts: the patterns must not be kept busy by a hostile one. */
const MOST_CHARACTERS = 4096;
const MOST_TEXTS = 64;
const MOST_MEMBERS = 256;
/** Characters of what was found that are told. */
const SHOWN = 120;

type Leak = Extract<Fact, { kind: 'leak' }>;

/** The texts in an error that show what belongs in the log of the service; of each kind the first. */
export function leaksIn(body: Json, leaks: Spec['leaks']): readonly Leak[] {
  const texts = textsIn(body);
  return leaks.flatMap(({ shows, pattern }) => {
    const expression = new RegExp(pattern, 'mu');
    for (const { at, text } of texts) {
      const found = expression.exec(text)?.[0];
      if (found !== undefined) return [{ kind: 'leak' as const, at, shows, near: found.trim().slice(0, SHOWN) }];
    }
    return [];
  });
}

/** The first texts of a value, from the outside inwards. */
function textsIn(body: Json): { readonly at: string; readonly text: string }[] {
  const texts: { at: string; text: string }[] = [];
  const waiting: [at: string, value: Json][] = [['', body]];
  for (let next = waiting.shift(); next !== undefined && texts.length < MOST_TEXTS; next = waiting.shift()) {
    const [at, value] = next;
    if (typeof value === 'string') texts.push({ at, text: value.slice(0, MOST_CHARACTERS) });
    if (value === null || typeof value !== 'object') continue;
    for (const name of Object.keys(value).slice(0, MOST_MEMBERS))
      waiting.push([below(at, name), (value as Record<string, Json>)[name] ?? null]);
  }
  return texts;
}
