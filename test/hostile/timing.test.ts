import { expect } from 'vitest';
import { fresh, type Handler, healthBody, json } from '../cli/service.js';
import { describeFleet, type Row } from './fleet.js';
import { dripped, endlessly, wholeAnswer } from './sockets.js';

const text = (): string => JSON.stringify(healthBody());
const LATE: Pick<Row, 'settings' | 'fails' | 'says'> = {
  settings: { timeout: 1 },
  fails: ['ARP-CM-001'],
  says: ['expected a whole answer, got no whole answer within 1 s'],
};
function* forever(piece: string): Generator<string> {
  for (;;) yield piece;
}
/** A piece, and then others. */
function* after(first: string, others: Iterable<string>): Generator<string> {
  yield first;
  yield* others;
}
/** Health answers with pieces, so many milliseconds between. */
const drips =
  (make: () => Iterable<string>, ms = 10): Handler =>
  ({ socket }) =>
    dripped(socket, make(), ms);
/** A list of pieces, each of some letters. */
const pieces = (whole: string, size: number): string[] => whole.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];

describeFleet('An answer that takes its time', {
  'the status line, a letter at a time, without end': {
    ...LATE,
    health: drips(() => ['HTTP/1.1 200 ', ...Array<string>(10_000).fill('O')]),
  },
  'headers, a letter at a time': { ...LATE, health: drips(() => ['HTTP/1.1 200 OK\r\nX: ', ...Array<string>(10_000).fill('a')]) },
  'header after header': {
    ...LATE,
    health: drips(() => after('HTTP/1.1 200 OK\r\n', forever('X: 1\r\n'))),
  },
  'a body of spaces': {
    ...LATE,
    health: drips(() => after('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n', forever(' '))),
  },
  'chunks of one byte': {
    ...LATE,
    health: drips(() =>
      after('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n', forever('1\r\n \r\n')),
    ),
  },
  'a chunk size of zeros': {
    health: drips(() => after('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', forever('0'))),
    settings: { timeout: 1 },
    fails: ['ARP-CM-001'],
    says: [/no whole answer within 1 s|not HTTP/],
  },
  '1xx after 1xx': { ...LATE, health: drips(() => forever('HTTP/1.1 102 Processing\r\n\r\n')) },
  'all but its last byte': {
    ...LATE,
    health: ({ socket }) => void socket.write(wholeAnswer(text()).slice(0, -1)),
  },
  'all but the last chunk': {
    ...LATE,
    health: ({ socket }) => {
      const content = text();
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${content.length.toString(16)}\r\n${content}\r\n`,
      );
    },
  },
  'the whole body, and no end of it': {
    ...LATE,
    health: ({ socket }) => void socket.write(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${text()}`),
  },
  'nothing at all': { ...LATE, health: () => undefined },
  'the answer, when nobody waits for it any more': {
    ...LATE,
    health: ({ socket }) => void setTimeout(() => socket.write(wholeAnswer(text())), 1500),
  },
  'half a body, and then a pause': {
    ...LATE,
    health: ({ socket }) => {
      const whole = wholeAnswer(text());
      socket.write(whole.slice(0, -20));
      setTimeout(() => socket.write(whole.slice(-20)), 1500);
    },
  },
});

describeFleet('An answer that takes its time and comes in time', {
  'in pieces of seven bytes': { health: ({ socket }) => dripped(socket, pieces(wholeAnswer(text()), 7), 1) },
  'headers first, the body later': {
    health: ({ socket }) => {
      const whole = wholeAnswer(text());
      socket.write(whole.slice(0, whole.indexOf('{')));
      setTimeout(() => socket.write(whole.slice(whole.indexOf('{'))), 100);
    },
  },
});

const later = (status: number, after: string): Handler =>
  fresh(() => (request, response) => {
    response.setHeader('retry-after', after);
    json({ error: { code: 'later', message: 'Not now.' } }, status)(request, response);
  });
const inconclusive: Row['and'] = (report) => {
  const check = report.results.find(({ check_id }) => check_id === 'runtime.health');
  expect(check).toMatchObject({ status: 'SKIP', reason: 'inconclusive' });
  expect(check?.message).toContain('429');
};

describeFleet('A service that asks to come again later', {
  'by 429, in a second': { health: later(429, '1'), and: inconclusive },
  'by 429, in a year: nobody waits for that': { health: later(429, '31536000'), and: inconclusive },
  'by 429, on a date': { health: later(429, 'Fri, 31 Dec 2027 23:59:59 GMT'), and: inconclusive },
  'by 429, at no time that can be read': { health: later(429, 'soon\u00a0; or later'), and: inconclusive },
  'by 429, on a day before now': { health: later(429, '-1'), and: inconclusive },
  'by 503: it does not answer as it must': {
    health: later(503, '120'),
    fails: ['ARP-CM-001'],
    says: ['expected status 200, got status 503'],
  },
  'by 503 to everything': {
    health: later(503, '1'),
    version: later(503, '1'),
    fails: ['ARP-CM-001', 'ARP-CM-002'],
    says: ['got status 503'],
  },
  'by 202': { health: later(202, '1'), fails: ['ARP-CM-001'], says: ['got status 202'] },
});

describeFleet('Two answers at a time', {
  'a flood behind a whole answer': {
    health: ({ socket }) => {
      socket.write(wholeAnswer(text()));
      endlessly(socket, 'nonsense'.repeat(1000));
    },
  },
  'a whole answer, and half of another': { health: ({ socket }) => void socket.write(`${wholeAnswer(text())}HTTP/1.1 200 OK\r\nContent-`) },
  'a whole answer, and NUL behind it': { health: ({ socket }) => void socket.write(`${wholeAnswer(text())}\0`) },
});
