import type { Answer, HeaderList } from '../model.js';

/** A `Content-Type` (RFC 9110 8.3) as far as it matters here. */
export interface MediaType {
  /** The whole header as it came. */
  readonly text: string;
  /** `type/subtype` in lower case. */
  readonly type: string;
  readonly charset?: string;
}

/** The first header of that name, or null. */
export function headerOf({ headers }: Answer, name: string): string | null {
  return headerIn(headers, name);
}

/** Undefined when there is no such header. */
export function readMediaType({ headers }: Answer): MediaType | undefined {
  return mediaTypeOf(headers);
}

/** As {@link readMediaType}, before there is a whole answer. */
export function mediaTypeOf(headers: HeaderList): MediaType | undefined {
  const text = headerIn(headers, 'content-type');
  if (text === null) return undefined;
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  const charset = parameters
    .map((parameter) => /^charset\s*=\s*"?([^"]*)"?$/i.exec(parameter)?.[1]?.toLowerCase())
    .find((value) => value !== undefined);
  return { text, type: type.toLowerCase(), ...(charset === undefined ? {} : { charset }) };
}

function headerIn(headers: HeaderList, name: string): string | null {
  return headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1] ?? null;
}
