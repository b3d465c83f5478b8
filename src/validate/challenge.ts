/** One challenge of a `WWW-Authenticate` header. */
export interface Challenge {
  /** In lower case: names of schemes are case-insensitive. */
  readonly scheme: string;
  /** By name in lower case; a token68 stands under the empty name. */
  readonly parameters: Readonly<Record<string, string>>;
}

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
const PARAMETER = new RegExp(`^\\s*(${TOKEN})\\s*=\\s*(${TOKEN}|${QUOTED})\\s*(?:,|$)`);
const SCHEME = new RegExp(`^[\\s,]*(${TOKEN})(?:\\s+|\\s*,|$)`);
const TOKEN68 = /^([A-Za-z0-9\-._~+/]+=*)\s*(?:,|$)/;

/** Reads the challenges of one header value by the grammar of RFC 9110 11.6.1; undefined where it does not fit the grammar. */
export function readChallenges(text: string): readonly Challenge[] | undefined {
  const challenges: Challenge[] = [];
  let rest = text;
  while (rest.replace(/^[\s,]+/, '') !== '') {
    const scheme = SCHEME.exec(rest);
    if (scheme === null) return undefined;
    rest = rest.slice(scheme[0].length);
    const parameters: Record<string, string> = {};
    for (let found = PARAMETER.exec(rest); found !== null; found = PARAMETER.exec(rest)) {
      parameters[(found[1] ?? '').toLowerCase()] = unquoted(found[2] ?? '');
      rest = rest.slice(found[0].length);
    }
    // What comes behind a comma is another scheme, not a token68.
    const blob = Object.keys(parameters).length === 0 && !scheme[0].endsWith(',') ? TOKEN68.exec(rest) : null;
    if (blob !== null && blob[1] !== undefined) {
      parameters[''] = blob[1];
      rest = rest.slice(blob[0].length);
    }
    challenges.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters });
  }
  return challenges;
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}
