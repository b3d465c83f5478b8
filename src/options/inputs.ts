import { readFileSync } from 'node:fs';
import { messageOf, UsageError } from '../errors.js';
import type { Input, Json } from '../model.js';
import { secretsInJson } from '../secrets.js';
import type { Settings } from './collect.js';
import type { Definition } from './definitions.js';
import { anyText, checkedToken, type Parse, serviceUrl, tokenFile } from './values.js';

/** What stands before a token that a program gives in place of the file that holds it (RFC 2397). */
export const INLINE = 'data:,';

/** The options by which a user gives what the checks of a standard cannot know. */
export function inputDefinitions(inputs: readonly Input[]): readonly Definition[] {
  return inputs.map(({ flag, argument, takes, help, default: fallback }) => ({
    name: flag,
    argument,
    help,
    repeated: true as const,
    parse: takes === 'url' ? serviceUrl : takes === 'json' ? jsonOrFile : anyText,
    ...(takes.endsWith('-file') ? { path: true as const } : {}),
    ...(takes === 'json' ? { path: '@' as const, structured: true as const } : {}),
    ...(fallback === undefined ? {} : { fallback }),
  }));
}

/** What a user gave for the checks. */
export interface GivenInputs {
  /** By name of the variable. */
  readonly values: Readonly<Record<string, Json>>;
  readonly secrets: readonly string[];
}

/**
 * The values of inputs, with their files read.
 * @throws UsageError for a file that cannot be read or holds something else, and for an input that says nothing without another one.
 */
export function readInputs(inputs: readonly Input[], settings: Settings): GivenInputs {
  const given = inputs.flatMap((input) => {
    const text = settings.get(input.flag)?.value as string | undefined;
    return text === undefined ? [] : [{ input, value: readInput(input, text) }];
  });
  for (const { input } of given) {
    const partners = input.with ?? [];
    if (partners.length === 0 || given.some((other) => partners.includes(other.input.flag))) continue;
    throw new UsageError(`--${input.flag} says nothing by itself: add ${partners.map((flag) => `--${flag}`).join(' or ')}.`);
  }
  return {
    values: Object.fromEntries(given.map(({ input, value }) => [input.flag.replaceAll('-', '_'), value])),
    secrets: given.flatMap(({ input, value }) => (input.takes === 'token-file' ? [String(value)] : secretsInJson(value))),
  };
}

function readInput({ flag, takes }: Input, text: string): Json {
  const name = `--${flag}`;
  if (takes === 'token-file') return text.startsWith(INLINE) ? checkedToken(text.slice(INLINE.length), name) : tokenFile(text, name);
  if (takes === 'json-file') return jsonFile(text, name);
  if (takes !== 'json') return text;
  return text.startsWith('@') ? jsonFile(text.slice(1), name) : asObject(text, name, 'what was given');
}

/** A JSON object, or `@` and the file that holds one. */
const jsonOrFile: Parse<string> = (text, name) => {
  if (!text.startsWith('@')) asObject(text, name, 'what was given');
  else if (text.length === 1) throw new UsageError(`${name}: no file is named behind the "@".`);
  return text;
};

function jsonFile(file: string, name: string): Json {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${name}: the file cannot be read: ${messageOf(error)}.`);
  }
  return asObject(text, name, file);
}

function asObject(text: string, name: string, what: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new UsageError(`${name} takes a JSON object; ${what} is not JSON.`);
  }
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  throw new UsageError(
    `${name} takes a JSON object; ${what} is ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}.`,
  );
}
