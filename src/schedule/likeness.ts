import { valueAt } from '../json/pointer.js';
import { fillIn } from '../json/template.js';
import type { Json, Likeness } from '../model.js';

/**
 * Whether an item of a list is of the kind that a request is about; without a demand every item is.
 * @throws MissingValue
 */
export function isLike(item: Json, where: Likeness | undefined, value: (name: string) => Json | undefined): boolean {
  if (where === undefined) return true;
  const text = valueAt(item, where.at);
  if (typeof text !== 'string') return false;
  if (where.differs !== undefined) return text !== fillIn(where.differs, value);
  return new RegExp(where.matches ?? '', 'u').test(text) !== (where.not === true);
}
