import { expect } from 'vitest';
import { fresh, type Handler, healthBody, raw } from '../cli/service.js';
import { describeFleet, type Row } from './fleet.js';
import { endlessly, wholeAnswer } from './sockets.js';

const JSON_TYPE = 'Content-Type: application/json\r\n';
const text = (): string => JSON.stringify(healthBody());
const CUT = /the answer broke off|bytes that are not HTTP/;
const NOT_HTTP = 'bytes that are not HTTP';

/** Health answers with these bytes, made anew from its content. */
const health = (make: (content: string) => string, then?: Parameters<typeof raw>[1]): Handler => fresh(() => raw(make(text()), then));
const broken = (says: string | RegExp, make: (content: string) => string, then?: Parameters<typeof raw>[1]): Row => ({
  health: health(make, then),
  fails: ['ARP-CM-001'],
  says: [says],
});
const fine = (make: (content: string) => string, then?: Parameters<typeof raw>[1]): Row => ({ health: health(make, then) });
const withHeader =
  (header: string) =>
  (content: string): string =>
    wholeAnswer(content).replace('\r\n', `\r\n${header}\r\n`);
const chunked = (body: string, head = '') => `HTTP/1.1 200 OK\r\n${JSON_TYPE}${head}Transfer-Encoding: chunked\r\n\r\n${body}`;
const hex = (content: string): string => content.length.toString(16);

describeFleet('A status line', {
  'that is alone': broken(/broke off|closed before/, () => 'HTTP/1.1 200 OK\r\n'),
  'of HTTP/0.9, which has none': broken(NOT_HTTP, (content) => content),
  'of a protocol of its own': broken(NOT_HTTP, (content) => wholeAnswer(content).replace('HTTP/1.1', 'ARP/1.1')),
  'of HTTP/3.7': broken(NOT_HTTP, (content) => wholeAnswer(content).replace('HTTP/1.1', 'HTTP/3.7')),
  'of a status with four digits': broken(NOT_HTTP, (content) => wholeAnswer(content).replace('200', '2000')),
  'of a status with two digits': broken(NOT_HTTP, (content) => wholeAnswer(content).replace('200', '20')),
  'of a negative status': broken(NOT_HTTP, (content) => wholeAnswer(content).replace('200', '-20')),
  'with a reason of 10,000 letters': fine((content) => wholeAnswer(content).replace('OK', 'O'.repeat(10_000))),
  'with a reason of control characters': {
    health: health((content) => wholeAnswer(content).replace('OK', '\u001b[31mOK')),
    and: (report) => expect(JSON.stringify(report)).not.toContain('\u001b'),
  },
  'behind empty lines': fine((content) => `\r\n\r\n${wholeAnswer(content)}`),
});

describeFleet('Headers', {
  'without a colon': broken(NOT_HTTP, withHeader('this is no header')),
  'without a name': broken(NOT_HTTP, withHeader(': nothing')),
  'with a space before the colon': broken(NOT_HTTP, withHeader('X-Odd : 1')),
  'that hold NUL': broken(NOT_HTTP, withHeader('X-Odd: a\0b')),
  'that hold a lone CR': broken(NOT_HTTP, withHeader('X-Odd: a\rb')),
  'that go on in the next line': broken(NOT_HTTP, withHeader('X-Odd: a\r\n b')),
  'whose lines end in LF alone': broken(NOT_HTTP, (content) => wholeAnswer(content).replaceAll('\r\n', '\n')),
  'without end, as fast as they are read': {
    health: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      endlessly(socket, 'X-Flood: 0123456789\r\n'.repeat(1000));
    },
    fails: ['ARP-CM-001'],
    says: ['more headers than are read (64 KiB)'],
  },
  'of one line without end': {
    health: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nX-Flood: ');
      endlessly(socket, 'a'.repeat(65_536));
    },
    fails: ['ARP-CM-001'],
    says: ['more headers than are read (64 KiB)'],
  },
  'of one name without end': {
    health: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      endlessly(socket, 'a'.repeat(65_536));
    },
    fails: ['ARP-CM-001'],
    says: ['more headers than are read (64 KiB)'],
  },
  'of 60 kB': fine(withHeader('X-Much: 0123456789\r\n'.repeat(3000).trim())),
  'of a Content-Type twice, the right one first': {
    health: health((content) => wholeAnswer(content).replace('\r\n', '\r\nContent-Type: application/json\r\n')),
  },
  'that try to be lines of a report': {
    health: health(withHeader('X-Odd: ::set-output name=x::1')),
  },
});

describeFleet('A Content-Length', {
  'that is negative': broken(NOT_HTTP, (content) => wholeAnswer(content).replace(/Length: \d+/, 'Length: -1')),
  'that is signed': broken(NOT_HTTP, (content) => wholeAnswer(content).replace(/Length: /, 'Length: +')),
  'that is hexadecimal': broken(NOT_HTTP, (content) => wholeAnswer(content).replace(/Length: \d+/, 'Length: 0x30')),
  'of 30 digits': broken(NOT_HTTP, (content) => wholeAnswer(content).replace(/Length: \d+/, `Length: ${'9'.repeat(30)}`)),
  'of an exabyte': broken(/the answer broke off|a larger one/, (content) =>
    wholeAnswer(content).replace(/Length: \d+/, 'Length: 1152921504606846976'),
  ),
  'that is a list': broken(/bytes that are not HTTP \(.*content-length/, (content) =>
    wholeAnswer(content).replace(/Length: (\d+)/, 'Length: $1, $1'),
  ),
  'that stands twice alike': broken(NOT_HTTP, (content) => wholeAnswer(content).replace(/(Content-Length: \d+\r\n)/, '$1$1')),
  'that is empty': broken(NOT_HTTP, (content) => wholeAnswer(content).replace(/Length: \d+/, 'Length:')),
  'that is one byte too short': {
    health: health((content) => wholeAnswer(content).replace(/Length: \d+/, `Length: ${content.length - 1}`)),
    fails: ['ARP-CM-032'],
    says: ['the text ends at byte'],
  },
  'that is one byte too long': broken('the answer broke off', (content) =>
    wholeAnswer(content).replace(/Length: \d+/, `Length: ${content.length + 1}`),
  ),
  'of nothing, before a body': {
    health: health((content) => wholeAnswer(content).replace(/Length: \d+/, 'Length: 0')),
    fails: ['ARP-CM-032'],
    says: ['an empty body'],
  },
});

describeFleet('Chunks', {
  'of a size beyond all numbers': broken(CUT, (content) => chunked(`${'f'.repeat(20)}\r\n${content}\r\n0\r\n\r\n`)),
  'of a negative size': broken(CUT, (content) => chunked(`-5\r\n${content}\r\n0\r\n\r\n`)),
  'of a size that is too small': broken(CUT, (content) => chunked(`5\r\n${content}\r\n0\r\n\r\n`)),
  'of a size that is too large': broken(CUT, (content) => chunked(`fff\r\n${content}\r\n0\r\n\r\n`)),
  'without an end of line': broken(CUT, (content) => chunked(`${hex(content)}\r\n${content}0\r\n\r\n`)),
  'whose last one lacks its end': broken(CUT, (content) => chunked(`${hex(content)}\r\n${content}\r\n0\r\n`)),
  'whose lines end in LF alone': broken(CUT, (content) => chunked(`${hex(content)}\n${content}\n0\n\n`)),
  'with extensions': fine((content) => chunked(`${hex(content)};name="va;lue"\r\n${content}\r\n0\r\n\r\n`)),
  'with an extension of 1 MB': fine((content) => chunked(`${hex(content)};x=${'a'.repeat(1e6)}\r\n${content}\r\n0\r\n\r\n`)),
  'with trailers': fine((content) => chunked(`${hex(content)}\r\n${content}\r\n0\r\nX-Sum: 1\r\n\r\n`)),
  'with trailers that pretend to be headers': fine((content) =>
    chunked(`${hex(content)}\r\n${content}\r\n0\r\nContent-Type: text/html\r\n\r\n`),
  ),
  'with trailers without end': {
    health: ({ socket }) => {
      const content = text();
      socket.write(chunked(`${hex(content)}\r\n${content}\r\n0\r\n`));
      endlessly(socket, 'X-Flood: 0123456789\r\n'.repeat(1000));
    },
    fails: ['ARP-CM-001'],
    says: [/more headers than are read|broke off|not HTTP/],
  },
  'behind another coding, so that they are the body': {
    health: health((content) => chunked(`${hex(content)}\r\n${content}\r\n0\r\n\r\n`).replace('chunked', 'chunked, gzip')),
    fails: ['ARP-CM-004', 'ARP-CM-032'],
    says: ['expected nothing after the JSON value'],
  },
  'said twice': fine((content) => chunked(`${hex(content)}\r\n${content}\r\n0\r\n\r\n`, 'Transfer-Encoding: chunked\r\n')),
  'without end': {
    health: ({ socket }) => {
      socket.write(chunked(''));
      endlessly(socket, `10000\r\n${' '.repeat(65_536)}\r\n`);
    },
    fails: ['ARP-CM-001'],
    says: ['expected a body of at most 8 MiB (--max-body), got a larger one'],
  },
  'of one byte without end': {
    health: ({ socket }) => {
      socket.write(chunked(''));
      endlessly(socket, '1\r\n \r\n'.repeat(10_000));
    },
    settings: { 'max-body': '64KiB' },
    fails: ['ARP-CM-001'],
    says: ['at most 65536 bytes'],
  },
});

describeFleet('Answers before the answer', {
  '100 Continue, which nobody asked for': fine((content) => `HTTP/1.1 100 Continue\r\n\r\n${wholeAnswer(content)}`),
  '102 and 103, each several times': fine(
    (content) => `HTTP/1.1 102 Processing\r\n\r\n${'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(5)}${wholeAnswer(content)}`,
  ),
  '1xx a thousand times': {
    health: health((content) => `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1000)}${wholeAnswer(content)}`),
    fails: [],
  },
  '1xx without end, as fast as they are read': {
    health: ({ socket }) => endlessly(socket, 'HTTP/1.1 103 Early Hints\r\nX: 0123456789\r\n\r\n'.repeat(100)),
    settings: { timeout: 1 },
    fails: ['ARP-CM-001'],
    says: [/no whole answer within 1 s|more headers than are read/],
  },
  '100 Continue, and then nothing': {
    health: raw('HTTP/1.1 100 Continue\r\n\r\n', 'leave open'),
    settings: { timeout: 1 },
    fails: ['ARP-CM-001'],
    says: ['no whole answer within 1 s'],
  },
  '100 Continue, and then the end': broken('the connection was closed before an answer', () => 'HTTP/1.1 100 Continue\r\n\r\n'),
  '101 and another protocol': broken(
    /./,
    () => 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\u0081\u0005hello',
  ),
  'an upgrade that is offered only': fine(withHeader('Connection: Upgrade\r\nUpgrade: h2c')),
  '426, since it wants another protocol': {
    health: fresh(() => raw('HTTP/1.1 426 Upgrade Required\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n')),
    fails: ['ARP-CM-001', 'ARP-CM-020'],
    says: ['got status 426'],
  },
});

describeFleet('HTTP/1.0', {
  'without a length': fine((content) => `HTTP/1.0 200 OK\r\n${JSON_TYPE}\r\n${content}`),
  'with a length': fine((content) => wholeAnswer(content).replace('1.1', '1.0')),
  'with a length that is too long': broken('the answer broke off', (content) =>
    wholeAnswer(`${content} `).replace('1.1', '1.0').slice(0, -1),
  ),
  'with Connection: keep-alive': fine(
    (content) => wholeAnswer(content).replace('1.1', '1.0').replace('\r\n', '\r\nConnection: keep-alive\r\n'),
    'leave open',
  ),
  'with chunks, which it does not know': {
    health: health((content) => chunked(`${hex(content)}\r\n${content}\r\n0\r\n\r\n`).replace('1.1', '1.0')),
  },
});
