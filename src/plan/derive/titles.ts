import type { Check } from '../../model.js';

/** What is wrong, by the kind of the fault, after the name of the place. */
const PHRASES: Readonly<Record<string, string>> = {
  empty: 'is empty',
  minimum: 'is as small as it may be',
  maximum: 'is as large as it may be',
  missing: 'is missing',
  null: 'is null',
  number: 'is a number',
  fraction: 'is a fraction',
  numeral: 'is a number in quotes',
  string: 'is a string',
  word: 'is a word',
  negative: 'is below zero',
  array: 'is an array',
  object: 'is an object',
  'unknown-key': 'is not known',
  'other-word': 'is none of the words',
  'other-value': 'is another value',
  'below-minimum': 'is below the minimum',
  'above-maximum': 'is above the maximum',
  'at-limit': 'is at a limit that is excluded',
  'between-steps': 'is between two steps',
  'too-short': 'is too short',
  'too-long': 'is too long',
  'too-few': 'has too few of its parts',
  'too-many': 'has too many items',
  repeated: 'holds an item twice',
  pattern: 'does not fit its pattern',
  format: 'does not have its format',
  'no-branch': 'fits no branch',
  'no-body': 'is missing',
  malformed: 'is no JSON',
  'not-utf8': 'is no UTF-8',
  'media-type': 'is sent as text/plain',
};

/** The place and the fault, in words for a title. */
export function phraseOf(at: string, kind: string): string {
  return `${at === '' ? 'the body' : at} ${PHRASES[kind] ?? kind}`;
}

/** One name for all checks that are derived from this one and are about a constraint of this kind, wherever it stands. */
export function familyOf({ id }: Pick<Check, 'id'>, kind: string): string {
  return `${id}[*:${kind}]`;
}
