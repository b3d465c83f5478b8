declare module 'ndjson-parse' {
  /** Reads newline-delimited JSON; throws on the first line that is not JSON. */
  function parse(text: string): unknown[];
  export = parse;
}
