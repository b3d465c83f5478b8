import type { Patch } from '../hooks.js';
import type { Delivery } from '../http/delivery.js';
import { EVERY_SERVICE, type Fault } from './fault.js';

function bytes(
  id: string,
  breaks: string,
  title: string,
  change: (text: string, delivery: Delivery) => string | Buffer,
  more?: Partial<Patch>,
): Fault {
  return {
    id: `bytes-${id}`,
    services: EVERY_SERVICE,
    operations: ['health'],
    breaks,
    title,
    wire: (delivery) => {
      const changed = change(delivery.bytes.toString('utf8'), delivery);
      delivery.bytes = Buffer.isBuffer(changed) ? changed : Buffer.from(changed, 'utf8');
      return false;
    },
    ...more,
  };
}

const tail = (text: string, more: string) => text.replace(/\}$/, `,${more}}`);

/** Faults in the bytes of a body, shown on health. */
export const byteFaults: readonly Fault[] = [
  bytes('empty', 'ARP-CM-032', 'The body is empty', () => ''),
  bytes('blank', 'ARP-CM-032', 'The body is white space', () => ' \n '),
  bytes('truncated', 'ARP-CM-032', 'The JSON is cut off in the middle', (text) => text.slice(0, text.length / 2)),
  bytes('html', 'ARP-CM-032', 'The body is an HTML page', () => '<!doctype html><title>It works</title>'),
  bytes('trailing', 'ARP-CM-032', 'Something follows the JSON value', (text) => `${text}\ngarbage`),
  bytes('two-values', 'ARP-CM-032', 'The JSON value comes twice', (text) => `${text}${text}`),
  bytes('trailing-comma', 'ARP-CM-032', 'A comma follows the last member', (text) => text.replace(/\}$/, ',}')),
  bytes('comment', 'ARP-CM-032', 'The JSON holds a comment', (text) => text.replace('{', '{/* health */')),
  bytes('single-quotes', 'ARP-CM-032', 'Strings are in single quotes', (text) => text.replaceAll('"', "'")),
  bytes('nan', 'ARP-CM-032', 'The JSON holds NaN', (text) => tail(text, '"extensions":{"acme.load":NaN}')),
  bytes('control-character', 'ARP-CM-032', 'A string holds a raw control character', (text) =>
    tail(text, '"extensions":{"acme.note":"a\u0001b"}'),
  ),
  bytes('invalid-utf8', 'ARP-CM-032', 'The body is not valid UTF-8', (text) =>
    Buffer.concat([Buffer.from(text.replace(/\}$/, ',"extensions":{"acme.note":"')), Buffer.from([0xc3, 0x28]), Buffer.from('"}}')]),
  ),
  bytes('latin1', 'ARP-CM-032', 'The body is in Latin-1', (text) => Buffer.from(tail(text, '"extensions":{"acme.city":"Köln"}'), 'latin1')),
  bytes('utf16', 'ARP-CM-032', 'The body is in UTF-16', (text) => Buffer.from(text, 'utf16le')),
  bytes('bom', 'ARP-CM-035', 'The body starts with a byte order mark', (text) => `\uFEFF${text}`),
  bytes('duplicate-keys', 'ARP-CM-035', 'A member comes twice', (text) => tail(text, '"status":"ok"')),
  bytes('gzip-lie', 'ARP-CM-032', 'The body says it is gzip and is not', (text, delivery) => {
    delivery.headers['content-encoding'] = 'gzip';
    return text;
  }),
];
