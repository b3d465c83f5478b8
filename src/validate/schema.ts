import { valueAt } from '../json/pointer.js';
import type { Fact, Json, SchemaBreach, Validator } from '../model.js';

/** How many breaches of one body are told. A body with more is wrong in the same few ways over and over. */
const MAX_BREACHES = 1000;

/**
 * Holds a value to its schema. A null, an unknown property and any other breach are facts of their own kinds.
 * @param errorStatus status code when the value is an error body: one that is nothing like its schema is then a single fact
 */
export function judgeSchema(value: Json, schema: string, validator: Validator, errorStatus?: number): Fact[] {
  const breaches = validator(value);
  if (errorStatus !== undefined && breaches.some(isNothingLikeIt)) return [{ kind: 'not_envelope', status: errorStatus, schema }];
  const enums = new Set(breaches.filter(({ keyword }) => keyword === 'enum').map(({ at }) => at));
  const nulls = new Set(breaches.filter(({ at }) => at !== '' && valueAt(value, at) === null).map(({ at }) => at));
  // What is unknown beside something that is missing is the same departure: another name, or another shape altogether.
  const lacking = new Set(breaches.filter(({ keyword }) => keyword === 'required').map(({ at }) => parentOf(at)));
  const told = new Set<string>();
  const isNews = (at: string): boolean => {
    const news = !told.has(at);
    told.add(at);
    return news;
  };
  return breaches
    .filter(({ at, keyword }) => !(keyword === 'type' && enums.has(at)))
    .filter(({ at, keyword }) => !(keyword === 'additionalProperties' && lacking.has(parentOf(at))))
    .filter(({ at }) => !nulls.has(at) || isNews(at))
    .slice(0, MAX_BREACHES)
    .map((breach) => factOf(breach, value, schema, nulls.has(breach.at)));
}

function factOf({ at, keyword, demands }: SchemaBreach, value: Json, schema: string, isNull: boolean): Fact {
  const actual = valueAt(value, at);
  if (isNull && keyword !== 'additionalProperties')
    return { kind: 'null_value', at, schema, demands: keyword === 'enum' ? 'string' : demands };
  if (keyword === 'additionalProperties') return { kind: 'unknown_property', at, schema, actual: actual ?? null };
  return { kind: 'schema', at, schema, keyword, demands, actual };
}

function parentOf(at: string): string {
  return at.slice(0, at.lastIndexOf('/'));
}

/** The root itself has the wrong type, or lacks what it cannot do without. */
function isNothingLikeIt({ at, keyword }: SchemaBreach): boolean {
  return (keyword === 'type' && at === '') || (keyword === 'required' && at.lastIndexOf('/') === 0);
}
