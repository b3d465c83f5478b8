import { isEqual } from '../json/equality.js';
import { valueAt } from '../json/pointer.js';
import { fillIn, fillInGiven } from '../json/template.js';
import type { Json, NoItems, ProbeRequest } from '../model.js';
import { isLike } from './likeness.js';

/**
 * The items of a list that a request is made for, the first ones that serve.
 * @param value what `${name}` stands for
 * @param serves whether everything that the request names has a value for this item
 * @throws MissingValue when there is no list
 */
export function itemsFor(
  { in: list, as, most, where = {}, like }: NonNullable<ProbeRequest['each']>,
  value: (name: string) => Json | undefined,
  serves: (item: Json) => boolean,
): readonly Json[] | NoItems {
  const found = fillIn(list, value);
  const having = Object.entries(where).flatMap(([at, template]): [string, Json][] => {
    const asked = fillInGiven(template, value);
    return asked === undefined ? [] : [[at, asked]];
  });
  const items = Array.isArray(found) ? found : [];
  const fitting = items.filter((item) => having.every(([at, asked]) => isEqual(valueAt(item, at) ?? null, asked)));
  if (fitting.length === 0)
    return { empty: as, ...(items.length === 0 || having.length === 0 ? {} : { having: Object.fromEntries(having) }) };
  const alike = fitting.filter((item) => isLike(item, like, value));
  if (alike.length === 0 && like !== undefined) return { empty: as, like };
  const serving: Json[] = [];
  for (const item of alike) {
    if (serving.length === most) break;
    if (serves(item)) serving.push(item);
  }
  return serving.length === 0 ? { empty: `${as} that a request can be made for` } : serving;
}
