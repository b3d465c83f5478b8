import { escapeCharacter, visibleLine } from './text.js';

/** Shorter values occur by chance everywhere; no credential is that short. */
const SHORTEST_SECRET = 4;
const MASK = '***';

/** Removes secrets from text. */
export type Redact = (text: string) => string;

/**
 * A function that masks secrets by value: as they are, in base64, percent-encoded, and escaped as reports escape text, the longest first.
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

/** The same for a JSON document: only what its strings say is masked, so that it stays JSON whatever a secret looks like. */
export function jsonRedactor(redact: Redact): Redact {
  return (text) =>
    text.replace(/"(?:[^"\\]|\\.)*"/g, (literal) => {
      const plain = JSON.parse(literal) as string;
      const masked = redact(plain);
      return masked === plain ? literal : JSON.stringify(masked).replace(/[\u007f-\uffff]/g, escapeCharacter);
    });
}

/** How a secret can turn up in a report: its encodings, and each of those as a shell, XML or a reader is shown it. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  const encoded = [
    secret,
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    encodeURIComponent(secret.toWellFormed()),
  ];
  const shown = [secret, secret.replaceAll("'", `'\\''`)].flatMap((text) => [
    text,
    escapeJson(text),
    visibleLine(text),
    visibleLine(escapeJson(text)),
  ]);
  const forms = [...encoded, ...shown];
  return [...forms, ...shown.map(escapeJson), ...forms.map(escapeXml), ...forms.map((form) => escapeXml(form).replaceAll('"', '&quot;'))];
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A report may break a line wherever a secret has a blank. */
function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s+');
}
