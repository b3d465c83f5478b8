import type { ErrorObject } from 'ajv';
import { guess } from '../../errors.js';
import type { Json } from '../../model.js';
import { branchesOf, isNode, resolved, type SchemaNode } from './schema-walk.js';

/** Departures from the suite schema in words. What a place takes is said by the schema itself: its descriptions and examples. */

export function unknownKey(key: string, { parentSchema }: ErrorObject): string {
  const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
  return `Unknown key "${key}".${guess(key, known) || ` It takes ${either(known)}.`}`;
}

/** `This has no "title": what holds when the check passes.` */
export function needed({ params, parentSchema }: ErrorObject, schema: SchemaNode): string {
  const name = String(params.missingProperty);
  const own = (parentSchema as SchemaNode | undefined)?.properties as SchemaNode | undefined;
  const node = own?.[name];
  const description = [node, resolved(schema, node)].flatMap((one) =>
    isNode(one) && typeof one.description === 'string' ? one.description : [],
  )[0];
  return `This has no "${name}"${description === undefined ? '.' : `: ${firstSentence(description)}`}`;
}

/** `This is "writes"; it takes read, refused or write.` */
export function told(error: ErrorObject, schema: SchemaNode): string {
  const { keyword, params, data } = error;
  switch (keyword) {
    case 'type':
      return `This is ${kindOf(data as Json)}; it takes ${either([params.type].flat().map(typeName))}.`;
    case 'enum':
      return `This is ${shown(data as Json)}; it takes ${either(params.allowedValues.map(word))}.${guess(String(data), params.allowedValues.map(String))}`;
    case 'const':
      return `This is ${shown(data as Json)}; it takes ${word(params.allowedValue)}, or is left out.`;
    case 'pattern':
    case 'format':
      return `This is ${shown((error.propertyName ?? data) as Json)}; ${example(error)}`;
    case 'minItems':
    case 'minLength':
      return `This is empty; it takes at least one ${keyword === 'minItems' ? 'item' : 'character'}.`;
    case 'uniqueItems':
      return `This names ${shown((data as Json[])[params.i] as Json)} twice.`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
      return `This is ${shown(data as Json)}; it takes ${BOUNDS[keyword]} ${params.limit}.`;
    case 'minProperties':
    case 'maxProperties':
      return `This has ${keyword === 'minProperties' ? 'too little' : 'too much'}: it takes ${either(Object.keys((error.parentSchema as { properties?: object }).properties ?? {}))}.`;
    case 'dependentRequired':
      return `"${params.property}" stands beside "${params.missingProperty}", which is missing.`;
    case 'anyOf':
    case 'oneOf':
      return alternatives(error, schema);
    default:
      return `This ${error.message ?? 'does not fit the suite schema'}.`;
  }
}

const BOUNDS: Readonly<Record<string, string>> = { minimum: 'at least', maximum: 'at most', exclusiveMinimum: 'more than' };

/** Alternatives that only differ in the keys that they need are named by them, others by the kinds of values that they are. */
function alternatives({ parentSchema, data, params }: ErrorObject, schema: SchemaNode): string {
  const branches = branchesOf(parentSchema as SchemaNode).filter(isNode);
  const ways = branches.map(({ required }) =>
    Array.isArray(required) ? required.map((key) => `"${String(key)}"`).join(' with ') : undefined,
  );
  if (ways.every((way) => way !== undefined)) {
    const both = Array.isArray(params.passingSchemas)
      ? `is ${either(
          params.passingSchemas.map((index: number) => ways[index] ?? ''),
          'and',
        )} at once`
      : String((parentSchema as SchemaNode)['x-lacking'] ?? 'lacks something');
    return `This ${both}; it takes one of ${either(ways)}.`;
  }
  return `This is ${kindOf(data as Json)}; it takes ${either(branches.map((branch) => kindTaken(resolved(schema, branch))))}.`;
}

function kindTaken(node: SchemaNode): string {
  if (Array.isArray(node.enum)) return either(node.enum.map(word));
  return typeName(String(node.type));
}

/** A place that takes texts of one form shows how they look. */
function example({ parentSchema, keyword, params }: ErrorObject): string {
  const { examples } = parentSchema as { examples?: readonly Json[] };
  const form =
    keyword === 'format' ? `it is no ${FORMATS[String(params.format)] ?? String(params.format)}` : 'it is not written as it should be';
  return examples === undefined ? `${form}.` : `it is written like ${either(examples.map(word))}.`;
}

const FORMATS: Readonly<Record<string, string>> = { regex: 'regular expression' };

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'a mapping of names to values',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'nothing',
};

function typeName(type: string): string {
  return TYPES[type] ?? type;
}

function kindOf(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return word(value);
  return typeof value === 'object' ? 'a mapping' : `${typeof value === 'string' ? 'the text' : 'the number'} ${shown(value)}`;
}

function shown(value: Json): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function word(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Longer lists are cut: an editor, or docs/suites.md, has all of them. */
const MOST_WORDS = 8;

function either(words: readonly string[], last = 'or'): string {
  if (words.length > MOST_WORDS) return `${words.slice(0, MOST_WORDS).join(', ')}, …`;
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

function firstSentence(text: string): string {
  const [sentence = ''] = /^.*?\.(?=\s|$)/.exec(`${text}${text.endsWith('.') ? '' : '.'}`) ?? [];
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
