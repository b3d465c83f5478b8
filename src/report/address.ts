/** The path of a URL; of a text of a stored report that is none, all of it. */
export function pathIn(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}

/** Names and values in the query of a URL, decoded; of what is none, none. */
export function queryIn(url: string): readonly (readonly [name: string, value: string])[] {
  return URL.canParse(url) ? [...new URL(url).searchParams] : [];
}
