import type { Framing } from './framer.js';

const SSE_LINE = /^(?:\ufeff)?(?:data|event|id|retry)?:/;
/** White space, and line ends of any kind. */
const BLANK = /^[\ufeff\s]*/;

/** The framing that the first line of a stream looks like; undefined where there is not enough of it to tell, or it is like neither. */
export function framingOf(beginning: Uint8Array): Framing | undefined {
  const text = new TextDecoder().decode(beginning.subarray(0, 1024)).replace(BLANK, '');
  if (SSE_LINE.test(text)) return 'sse';
  return /^[{["]/.test(text) ? 'ndjson' : undefined;
}
