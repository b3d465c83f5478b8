import { valueAt } from '../json/pointer.js';
import { fillIn } from '../json/template.js';
import type { Json, Likeness } from '../model.js';

/**
 * Whether an item of a list is of the kind that a request is about; without a demand every item is.
 * @throws MissingValue
 */
export function isLike(item: Json, like: Likeness | undefined, value: (name: string) => Json | undefined): boolean {
  if (like === undefined) return true;
  const text = valueAt(item, like.at);
  if (typeof text !== 'string') return false;
  if (like.differs !== undefined) return text !== fillIn(like.differs, value);
  return new RegExp(like.matches ?? '', 'u').test(text) !== (like.not === true);
}
