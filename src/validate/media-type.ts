import type { Answer } from '../model.js';

/** A `Content-Type` (RFC 9110 8.3) as far as it matters here. */
export interface MediaType {
  /** The whole header as it came. */
  readonly text: string;
  /** `type/subtype` in lower case. */
  readonly type: string;
  readonly charset?: string;
}

/** The first header of that name, or null. */
export function headerOf(answer: Answer, name: string): string | null {
  return answer.headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1] ?? null;
}

/** Undefined when there is no such header. */
export function readMediaType(answer: Answer): MediaType | undefined {
  const text = headerOf(answer, 'content-type');
  if (text === null) return undefined;
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  const charset = parameters
    .map((parameter) => /^charset\s*=\s*"?([^"]*)"?$/i.exec(parameter)?.[1]?.toLowerCase())
    .find((value) => value !== undefined);
  return { text, type: type.toLowerCase(), ...(charset === undefined ? {} : { charset }) };
}
