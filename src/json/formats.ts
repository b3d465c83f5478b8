/** The two formats of ARP's schemas, stricter and faster than those of ajv-formats, which accepts `+0530` and a space for `T`. */

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** RFC 3339 section 5.6 `date-time`: real days, offsets as `Z` or `+hh:mm`, a leap second only at 23:59:60 UTC. */
export function isDateTime(text: string): boolean {
  return isPlainDateTime(text) || isAnyDateTime(text);
}

/** As nearly all are written: UTC, on a day that every month has, with any digits or none behind the seconds. Streams have millions of them. */
function isPlainDateTime(text: string): boolean {
  const end = text.length - 1;
  if (end < 19 || text.charCodeAt(end) !== 90 || text.charCodeAt(10) !== 84) return false;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return false;
  if (end > 19) {
    if (text.charCodeAt(19) !== 46 || end === 20) return false;
    for (let index = 20; index < end; index += 1) if (digitAt(text, index) > 9) return false;
  }
  if (digitAt(text, 0) > 9 || digitAt(text, 1) > 9 || digitAt(text, 2) > 9 || digitAt(text, 3) > 9) return false;
  const month = pairAt(text, 5);
  const day = pairAt(text, 8);
  return month >= 1 && month <= 12 && day >= 1 && day <= 28 && pairAt(text, 11) <= 23 && pairAt(text, 14) <= 59 && pairAt(text, 17) <= 59;
}

/** More than 9 where there is no digit. */
function digitAt(text: string, index: number): number {
  const code = text.charCodeAt(index) - 48;
  return code < 0 ? 10 : code;
}

/** The number of two digits; more than 99 where there are no two. */
function pairAt(text: string, index: number): number {
  const tens = digitAt(text, index);
  const units = digitAt(text, index + 1);
  return tens > 9 || units > 9 ? 100 : tens * 10 + units;
}

function isAnyDateTime(text: string): boolean {
  const match = DATE_TIME.exec(text);
  if (match === null) return false;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const leapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && leapYear ? 29 : (DAYS[month] ?? 0);
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 60) return false;
  if (part(8) > 23 || part(9) > 59) return false;
  if (second < 60) return true;
  const offset = (match[7] === '-' ? -1 : 1) * (part(8) * 60 + part(9));
  return (hour * 60 + minute - offset + 1440) % 1440 === 1439;
}

/** Milliseconds since 1970 of a date-time, a leap second being told as the one before; NaN where it is none. */
export function instantOf(text: string): number {
  return Date.parse(text.toUpperCase().replace(/:60(?=[.Z+-])/, ':59'));
}

const URI_CHARACTERS = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;
const URI =
  /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/((?:[^/?#@[\]]*@)?(?:\[[0-9A-Fa-f:.]+\]|\[v[0-9A-Fa-f]+\.[^\]]+\]|[^/?#@[\]:]*)(?::\d*)?))?([^?#[\]]*)(?:\?([^#[\]]*))?(?:#([^#[\]]*))?$/;

/** RFC 3986 section 3 `URI`: a scheme is needed, only URI characters, a numeric port, square brackets only around an IP literal. */
export function isUri(text: string): boolean {
  if (!URI_CHARACTERS.test(text)) return false;
  const match = URI.exec(text);
  if (match === null) return false;
  const path = match[3] ?? '';
  return match[2] === undefined ? !path.startsWith('//') : path === '' || path.startsWith('/');
}

/** By the name that schemas use. The precompiled validators bind to this table. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = { 'date-time': isDateTime, uri: isUri };
