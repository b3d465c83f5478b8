/** Looks for traces of secrets in a text, by other means than the masking: everything that may encode one is undone first. */

/** What of a secret, and in which form, a text still holds. */
export function tracesOf(secrets: Readonly<Record<string, string>>, text: string): string[] {
  const views = viewsOf(text);
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const wanted = small(secret);
    const digits = Buffer.from(secret).toString('hex');
    return [...views].flatMap(([view, seen]) => (seen.includes(wanted) || seen.includes(digits) ? `${name}, ${view}` : []));
  });
}

function viewsOf(text: string): Map<string, string> {
  const plain = undone(text);
  // Whatever could be base64, read from each of the four places where a group of characters may begin.
  const encoded = [...plain.matchAll(/[A-Za-z0-9+/_-]{12,}/g)].map(([run]) => run);
  const decoded = [0, 1, 2, 3].map((from) => encoded.map((run) => Buffer.from(run.slice(from), 'base64').toString('latin1')).join('\n'));
  return new Map([
    ['as it is', small(text)],
    ['with its escapes undone', small(plain)],
    ['with its lines joined', small(plain.replace(/\\n|\r?\n(data: ?|[ \t]+)?/g, ''))],
    ['in base64', small(undone(decoded.join('\n')))],
  ]);
}

function small(text: string): string {
  return text.toLowerCase();
}

function undone(text: string): string {
  return text
    .replace(/%25/g, '%')
    .replace(/%([0-9a-f]{2})|\\+u00([0-9a-f]{2})|&#x([0-9a-f]{2});/gi, (_, ...groups: (string | undefined)[]) =>
      String.fromCharCode(Number.parseInt(groups.slice(0, 3).find((group) => group !== undefined) ?? '20', 16)),
    )
    .replace(/&#(\d{2,3});/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name] ?? '')
    .replace(/~([01])/g, (_, digit: string) => (digit === '0' ? '~' : '/'))
    .replace(/\\+(?=["\\/'])/g, '');
}
