/** Shorter values occur by chance everywhere; no credential is that short. */
const SHORTEST_SECRET = 4;
const MASK = '***';

/** Removes secrets from text. */
export type Redact = (text: string) => string;

/**
 * A function that masks secrets by value: as they are, in base64, percent-encoded and escaped as in JSON, the longest first.
 * All output passes it once, so that no reporter has to think of it.
 */
export function redactor(secrets: readonly string[]): Redact {
  const forms = new Set(secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(formsOf));
  if (forms.size === 0) return (text) => text;
  const pattern = new RegExp(
    [...forms]
      .sort((a, b) => b.length - a.length)
      .map(escapePattern)
      .join('|'),
    'g',
  );
  return (text) => text.replace(pattern, MASK);
}

/** The same for a JSON document: only within its strings, so that it stays JSON whatever a secret looks like. */
export function jsonRedactor(redact: Redact): Redact {
  return (text) => text.replace(/"(?:[^"\\]|\\.)*"/g, redact);
}

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
  ];
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
