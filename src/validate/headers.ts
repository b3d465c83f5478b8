import type { Expected } from './expectations.js';
import type { Seen } from './seen.js';

/** Holds headers of an answer to regular expressions, by name; what no answer came for is not judged. */
export function judgeHeaders(headers: Readonly<Record<string, string>>, { exchange }: Seen): Expected[] {
  const { answer } = exchange;
  return Object.entries(headers).map(([header, expected]) => {
    const base = { exchange: exchange.key, places: [] };
    if (answer === undefined) return { ...base, facts: undefined };
    // A header may stand in several lines (RFC 9110 5.3).
    const lines = answer.headers.filter(([name]) => name.toLowerCase() === header.toLowerCase()).map(([, value]) => value);
    if (lines.length === 0) return { ...base, facts: [{ kind: 'header_missing', header }] };
    const actual = lines.join(', ');
    return { ...base, facts: new RegExp(expected, 'iu').test(actual) ? [] : [{ kind: 'header_value', header, expected, actual }] };
  });
}
