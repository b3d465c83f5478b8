import { readFileSync } from 'node:fs';
import { guess, messageOf, UsageError } from '../errors.js';
import { shownUrl } from '../secrets.js';

/** Turns what a user wrote into a value, or says in one sentence why not. `name` is how the user calls the option. */
export type Parse<T> = (text: string, name: string) => T;

/** One of a few words. */
export function choice<const T extends string>(...words: readonly T[]): Parse<T> {
  return (text, name) => {
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return word;
    throw new UsageError(`${name} takes ${listed(words)}, not "${text}".${guess(text, words)}`);
  };
}

/** A number of seconds; fractions are fine. */
export function seconds(limits: { readonly zero: boolean }): Parse<number> {
  return (text, name) => {
    const value = plainNumber(text);
    if (value !== undefined && value <= 86_400 && (limits.zero ? value >= 0 : value > 0)) return value;
    throw new UsageError(`${name} takes a number of seconds ${limits.zero ? 'from 0' : 'above 0'} to 86400, not "${text}".`);
  };
}

/** A whole number within bounds. */
export function whole(least: number, most: number): Parse<number> {
  return (text, name) => {
    const value = plainNumber(text);
    if (value !== undefined && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new UsageError(`${name} takes a whole number from ${least} to ${most}, not "${text}".`);
  };
}

/** How many requests may begin in a second: `5/s`, `0.5/s`, or the number alone. */
export const rate: Parse<number> = (text, name) => {
  const value = plainNumber(text.trim().replace(/\s*\/\s*s(ec)?$/, ''));
  if (value !== undefined && value >= 0.01 && value <= 100_000) return value;
  throw new UsageError(`${name} takes requests in a second, such as 5/s, from 0.01 to 100000, not "${text}".`);
};

/** Which part of a run, and of how many. Numbers that the environment of a job gives are left open. */
export interface Shard {
  /** From 1; `job`: as the environment says. */
  readonly index: number | 'job';
  readonly total: number | 'job';
}

/** `2/5`; `auto` or `auto/5` where the environment of a CI job tells the rest. */
export const shard: Parse<Shard> = (text, name) => {
  const [, first = '', , second] = /^(auto|\d+)(\/(\d+))?$/.exec(text.trim()) ?? [];
  const total = second === undefined ? 'job' : Number(second);
  if (first === 'auto' && total !== 0) return { index: 'job', total };
  const index = Number(first);
  if (first !== '' && total !== 'job' && index >= 1 && index <= total && total <= 1000) return { index, total };
  throw new UsageError(`${name} takes a part and how many there are, such as 2/5, or auto where a CI job tells them, not "${text}".`);
};

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 };

/** A size such as `8MiB`, `500kB` or `1048576` (bytes). */
export const bytes: Parse<number> = (text, name) => {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text.trim()) ?? [];
  const value = Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN));
  if (number !== '' && value >= 1 && value <= 2 ** 31) return value;
  throw new UsageError(`${name} takes a size such as 8MiB, 500kB or 1048576, up to 2GiB, not "${text}".`);
};

/** `true` or `false`, as environment and configuration write a switch. */
export const flag: Parse<boolean> = (text, name) => {
  if (['true', '1', 'yes', 'on'].includes(text.toLowerCase())) return true;
  if (['false', '0', 'no', 'off', ''].includes(text.toLowerCase())) return false;
  throw new UsageError(`${name} takes true or false, not "${text}".`);
};

export const anyText: Parse<string> = (text, name) => {
  if (text !== '') return text;
  throw new UsageError(`${name} is empty.`);
};

/** A variable and its value: `name=value`. */
export const assignment: Parse<string> = (text, name) => {
  if (/^[a-z][a-z0-9_]*=/.test(text)) return text;
  // What was given may be a secret that slipped: it is not shown.
  throw new UsageError(`${name} takes a variable as "name=value", its name in lower case.`);
};

/** The URL under which a service lives, base path included, without a slash at its end. */
export const serviceUrl: Parse<string> = (text, name) => {
  const advice = `${name} takes the address of a service, such as http://127.0.0.1:8080`;
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text))
    throw new UsageError(`${advice}; "${shownUrl(text)}" has no scheme (http:// or https://).`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError(`${advice}; "${shownUrl(text)}" is not a URL.`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new UsageError(`${advice}; ${url.protocol}// is not http:// or https://.`);
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      `${name} holds a user name or password. Take it out, and give credentials by ARP_TOKEN, --token-file or --header.`,
    );
  }
  if (text.includes('?') || text.includes('#')) {
    throw new UsageError(`${name} takes a base URL, without a query ("?") or fragment ("#"): "${shownUrl(text)}".`);
  }
  return url.href.replace(/\/+$/, '');
};

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Headers that frame a request or rule its connection (RFC 9112): set by hand they would make it another request than the one that was planned. */
const FRAMING = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** One header: `Name: value` (as `-H` of curl) or `Name=value` (as the Python checker). */
export const header =
  (separator: ':' | '='): Parse<readonly [string, string]> =>
  (text, name) => {
    const form = separator === ':' ? 'Name: value' : 'Name=value';
    const [first, second] = [text.indexOf(separator), text.indexOf(separator === ':' ? '=' : ':')];
    const cut = first >= 0 ? first : second;
    if (cut <= 0)
      // What was given may be a secret that slipped: it is not shown.
      throw new UsageError(`${name} takes a header as "${form}"; what was given has no ${cut === 0 ? 'name' : `"${separator}"`}.`);
    const [key, value] = [text.slice(0, cut).trim(), text.slice(cut + 1).trim()];
    if (!HEADER_NAME.test(key))
      throw new UsageError(`${name} takes a header as "${form}"; what stands before the "${text[cut]}" is no header name.`);
    if (/[\r\n\0]/.test(text))
      throw new UsageError(`${name}: the header ${key} holds a line break or a NUL, which would split the request.`);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw new UsageError(`${name}: the value of the header ${key} has characters that HTTP cannot carry.`);
    if (FRAMING.has(key.toLowerCase())) throw new UsageError(`${name}: the header ${key} belongs to the connection and cannot be set.`);
    return [key, value];
  };

/** A file of headers, one a line as `Name=value` or `Name: value`; empty lines and lines that begin with # are passed over. */
export function headersFile(file: string, name: string): (readonly [string, string])[] {
  return readSmallFile(file, name)
    .split(/\r?\n/)
    .flatMap((line, index) => {
      if (line.trim() === '' || line.trim().startsWith('#')) return [];
      const cut = line.search(/[:=]/);
      return [header(line[cut] === ':' ? ':' : '=')(line.trim(), `${file}:${index + 1}`)];
    });
}

/** A file that holds nothing but a token. */
export function tokenFile(file: string, name: string): string {
  const token = readSmallFile(file, name).trim();
  if (token === '') throw new UsageError(`${name}: ${file} is empty; a token was expected.`);
  return checkedToken(token, name);
}

export const checkedToken: Parse<string> = (text, name) => {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new UsageError(`${name} holds white space or characters that no token has.`);
};

function readSmallFile(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${name}: the file cannot be read: ${messageOf(error)}.`);
  }
}

function plainNumber(text: string): number | undefined {
  return /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : undefined;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
