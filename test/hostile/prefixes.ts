import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { fresh, healthBody, raw } from '../cli/service.js';
import type { Row } from './fleet.js';
import { wholeAnswer } from './sockets.js';

/** A time of always the same length. */
const content = (): string => JSON.stringify(healthBody());
const packed = (): Buffer => gzipSync(content());

/** Valid answers, each framed in another way; whether its end can be told from its bytes. */
export const ANSWERS: Readonly<Record<string, () => Buffer>> = {
  'with a length': () => Buffer.from(wholeAnswer(content())),
  'in chunks': () => {
    const [first, second] = [content().slice(0, 20), content().slice(20)];
    const chunks = [first, second].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');
    return Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);
  },
  'packed, with a length': () => {
    const body = packed();
    const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), body]);
  },
};

/** What must come of an answer of which so many bytes come, and then the end of the connection. */
function cutAfter(make: () => Buffer, bytes: number): Row {
  return {
    health: fresh(() => raw(make().subarray(0, bytes))),
    fails: ['ARP-CM-001'],
    // That bytes are not HTTP may be all that can be said of half a status line.
    says: [/expected a whole answer, got (the connection was closed before an answer|the answer broke off|bytes that are not HTTP)/],
    and: (report) =>
      expect(report.results.filter(({ status }) => status === 'FAIL').map(({ check_id }) => check_id)).toEqual(['runtime.health']),
  };
}

/** Rows for answers that are cut at each of some places, the whole ones besides. */
export function cutRows(places: (length: number) => readonly number[]): Readonly<Record<string, Row>> {
  return Object.fromEntries(
    Object.entries(ANSWERS).flatMap(([name, make]) => {
      const length = make().length;
      const whole: [string, Row] = [`${name}, whole`, { health: fresh(() => raw(make())) }];
      return [whole, ...places(length).map((bytes): [string, Row] => [`${name}, ${bytes} of ${length} bytes`, cutAfter(make, bytes)])];
    }),
  );
}
