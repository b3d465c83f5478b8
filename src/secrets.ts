/** Secrets: which values are some, and how they are found in a text, whatever form they stand in. */

/** What stands in place of a secret. */
export const MASK = '***';
/** Shorter values occur by chance everywhere: they are not looked for. */
const SHORTEST_SECRET = 4;
/** So much of a text is looked at with its escapes undone, which takes time: no reporter draws more of one. In characters. */
const DRAWN = 256 * 1024;
/** Forms that are only a part of something, such as the middle of a base64 text, occur by chance up to here. */
const SHORTEST_PART = 8;

/** Whether what has this name is something that others should not see. */
export function isSecretName(name: string): boolean {
  return /auth|token|key|secret|cookie|passw|passphrase|session|credential|jwt|signature/i.test(name);
}

/**
 * Removes secrets from text.
 * @param whole whether escapes are undone in all of a long text, and not only in what of it is drawn
 */
export type Redact = (text: string, whole?: boolean) => string;

/** What there is to do without secrets. */
export const unchanged: Redact = (text) => text;

/** Secrets that are known so far; more may come up in the course of a run. */
export class Secrets {
  readonly #known = new Set<string>();
  #redact: Redact | undefined;

  constructor(...secrets: readonly string[]) {
    this.add(...secrets);
  }

  add(...secrets: readonly string[]): void {
    for (const secret of secrets) this.#known.add(secret);
    this.#redact = undefined;
  }

  /** A text without any of them. */
  get redact(): Redact {
    this.#redact ??= redactor([...this.#known]);
    return this.#redact;
  }
}

/**
 * A function that masks secrets by value, the longest first: as they are, in base64 (also as a part of what was encoded), in hexadecimal,
 * and with any of their characters escaped as in URLs, JSON, JSON Pointers, HTML and XML; in either case, and across the ends of lines.
 */
export function redactor(secrets: readonly string[]): Redact {
  const known = secrets.flatMap(withPartsOfJwt).filter((secret) => secret.length >= SHORTEST_SECRET);
  if (secrets.every((secret) => secret === '')) return unchanged;
  const forms = longestFirst(known.flatMap(formsOf));
  const bare = longestFirst(
    forms.flatMap((form) => [form, undone(form), form.replaceAll('\\', '')]).filter((form) => form.length >= SHORTEST_SECRET),
  );
  if (forms.length === 0) return (text) => text;
  return (text, whole = false) => {
    const looked = whole ? text : text.slice(0, DRAWN);
    const escaped = ESCAPES.test(looked) ? rangesBefore(looked, rangesOf(bare, undone(looked))) : [];
    return withMasks(text, joined([...rangesOf(forms, text), ...escaped]));
  };
}

/** How a secret can come back as a whole or in the middle of something longer. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const encodings = (['base64', 'base64url', 'hex'] as const).map((encoding) => bytes.toString(encoding).replace(/=+$/, ''));
  const parts = [0, 1, 2].flatMap((before) => (['base64', 'base64url'] as const).map((encoding) => middleOf(bytes, before, encoding)));
  const forms = [
    secret,
    secret.replaceAll(' ', '+'),
    ...encodings,
    ...parts.filter((part) => part.length >= SHORTEST_PART),
    // Beyond ASCII a character is escaped byte by byte.
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
  ];
  // Headers and bodies are read byte by byte, too.
  return [...forms, ...forms.map((form) => Buffer.from(form).toString('latin1'))];
}

/** What base64 makes of a secret wherever it stands, when so many bytes (modulo three) stand before it: only the characters that are all its own. */
function middleOf(secret: Buffer, before: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(before), secret]).toString(encoding);
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6));
}

/** The end of a line, as it is or escaped, with what begins the next one of a folded header or of an event. */
const LINE_END = String.raw`(?:\r?\n|(?:\\+r)?\\+n|(?:%0d)?%0a)(?:[ \t]+|data: ?)?`;
const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const ESCAPE = new RegExp(
  String.raw`${LINE_END}|%(?:25)*([0-9a-f]{2})|\\+u([0-9a-f]{4})|\\+|&#x0*([0-9a-f]{1,5});|&#0*([0-9]{1,6});|&(amp|lt|gt|quot|apos);|~([01])`,
  'gi',
);
const ESCAPES = /[%\\&\n~]/;
const BACKSLASH = 0x5c;

/** What an escape stands for; nothing for the end of a line, and for a backslash, which may be there for what follows it. */
function characterOf([, percent, unicode, hex, decimal, name, pointer]: readonly (string | undefined)[]): string {
  if (pointer !== undefined) return pointer === '0' ? '~' : '/';
  if (name !== undefined) return CHARACTERS[name.toLowerCase()] ?? '';
  const code = decimal === undefined ? Number.parseInt(percent ?? unicode ?? hex ?? '', 16) : Number(decimal);
  return Number.isNaN(code) || code === BACKSLASH ? '' : String.fromCodePoint(code);
}

/** A text with its escapes undone, and its lines joined. */
function undone(text: string): string {
  return text.replace(ESCAPE, (...match) => characterOf(match));
}

/** Part of a text, from one offset up to another. */
type Range = readonly [start: number, end: number];

/** Where any of some texts stands, whatever its case, each place once. */
function rangesOf(forms: readonly string[], text: string): Range[] {
  // What grows when it becomes small would move all that follows.
  const small = text.toLowerCase();
  const looked = small.length === text.length ? small : text;
  const ranges = forms.flatMap((form) => {
    const found: Range[] = [];
    const wanted = looked === small ? form.toLowerCase() : form;
    for (let at = looked.indexOf(wanted); at >= 0; at = looked.indexOf(wanted, at + wanted.length)) found.push([at, at + wanted.length]);
    return found;
  });
  return joined(ranges);
}

/** Ranges in their order; what overlaps is one. */
function joined(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  return sorted.reduce<Range[]>((done, [start, end]) => {
    const last = done.at(-1);
    if (last === undefined || start > last[1]) done.push([start, end]);
    else done[done.length - 1] = [last[0], Math.max(last[1], end)];
    return done;
  }, []);
}

/** Where ranges of an undone text stand in the text itself. */
function rangesBefore(text: string, ranges: readonly Range[]): Range[] {
  if (ranges.length === 0) return [];
  // Each piece that stands for something: where it begins undone, where it begins and ends here, and whether it is an escape.
  const pieces: { readonly at: number; readonly start: number; readonly end: number; readonly escape: boolean }[] = [];
  let [at, start] = [0, 0];
  for (const match of text.matchAll(ESCAPE)) {
    if (match.index > start) pieces.push({ at, start, end: match.index, escape: false });
    at += match.index - start;
    start = match.index + match[0].length;
    const { length } = characterOf(match);
    if (length > 0) pieces.push({ at, start: match.index, end: start, escape: true });
    at += length;
  }
  pieces.push({ at, start, end: text.length, escape: false });
  let next = 0;
  const placeOf = (offset: number): Range => {
    while (next + 1 < pieces.length && (pieces[next + 1]?.at ?? 0) <= offset) next += 1;
    const piece = pieces[next] ?? { at: 0, start: 0, end: 0, escape: true };
    const from = piece.start + offset - piece.at;
    return piece.escape ? [piece.start, piece.end] : [from, from + 1];
  };
  // What escapes the first character goes with it.
  const begun = (at: number): number => {
    let first = at;
    while (text[first - 1] === '\\') first -= 1;
    return first;
  };
  return ranges.map(([from, to]) => [begun(placeOf(from)[0]), placeOf(to - 1)[1]] as const);
}

function withMasks(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) return text;
  const starts = [...ranges.map(([start]) => start), text.length];
  const ends = [0, ...ranges.map(([, end]) => end)];
  return ends.map((end, index) => text.slice(end, starts[index])).join(MASK);
}

function longestFirst(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort((a, b) => b.length - a.length);
}

/**
 * What is secret in the value of a header: all of it, what stands behind a scheme, the name and password of Basic, the values of cookies
 * and parameters.
 */
export function secretsInHeader(name: string, value: string): string[] {
  const credentials = value.replace(/^\S+\s+/, '');
  const basic = /^basic\s/i.test(value) ? Buffer.from(credentials, 'base64').toString() : '';
  const password = basic.slice(basic.indexOf(':') + 1);
  const pieces = /[;,=]\s*\S/.test(value) ? credentialPieces(value) : [];
  // A scheme is no secret.
  const whole = /^(proxy-)?authorization$/i.test(name) ? [credentials] : [value, credentials];
  return [...whole, basic, password, ...pieces].filter((secret) => secret !== '');
}

/** Values of cookies and parameters: those that are long enough not to be a word. */
function credentialPieces(value: string): string[] {
  return value
    .split(/[;,]\s*/)
    .map((pair) => pair.slice(pair.indexOf('=') + 1).replace(/^"|"$/g, ''))
    .filter((piece) => piece.length >= SHORTEST_PART);
}

/** A token, and where it is a JWT its claims and its signature: each gives most of it away. The head is the same for many. */
function withPartsOfJwt(token: string): string[] {
  const parts = token.split('.');
  return [token, ...(parts.length === 3 ? parts.slice(1).filter((part) => part.length >= 2 * SHORTEST_PART) : [])];
}

/** User name and password of a URL, as they stand there and decoded; of a text that is no URL, what stands before an `@`. */
export function secretsInUrl(text: string): string[] {
  const [, userinfo = ''] = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?([^/?#]*)@/i.exec(text) ?? [];
  if (userinfo === '') return [];
  const password = userinfo.slice(userinfo.indexOf(':') + 1);
  return [...new Set([userinfo, password].flatMap((part) => [part, decoded(part)]))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Texts of a JSON value that stand under the name of a secret, such as `api_key`, and are too long to be a word. */
export function secretsInJson(value: unknown, isSecret = false): string[] {
  if (typeof value === 'string') return isSecret && value.length >= SHORTEST_PART ? [value] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, item]) => secretsInJson(item, Array.isArray(value) ? isSecret : isSecretName(name)));
}

/** A URL of a user for an error message: without what may be a password or a token in it. */
export function shownUrl(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, `$1${MASK}@`).replace(/([?#]).*$/s, `$1${MASK}`);
}
