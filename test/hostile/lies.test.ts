import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../cli/report.js';
import { body, fresh, type Handler, healthBody, json, raw, startService, versionBody } from '../cli/service.js';
import { describeFleet, type Row, runWatched } from './fleet.js';

const text = (): string => JSON.stringify(healthBody());
const packed = (pack: (content: string) => Uint8Array, encoding: string): Handler =>
  fresh(() => body(pack(text()), { 'content-encoding': encoding }));
const unpackable = (says: string | RegExp, health: Handler): Row => ({ health, fails: ['ARP-CM-032'], says: [says] });
const tooLarge = (health: Handler): Row => ({
  health,
  fails: ['ARP-CM-001'],
  says: [/expected a body of at most 8 MiB \(--max-body\), got a larger one \(once (x-gzip|br|deflate) is undone\)/],
});
const space = (megabytes: number): Buffer => Buffer.alloc(megabytes * 2 ** 20, 0x20);

describeFleet('A body that is packed', {
  'as a bomb of deflate': tooLarge(body(deflateSync(space(16)), { 'content-encoding': 'deflate' })),
  'as a bomb of br': tooLarge(
    body(brotliCompressSync(space(16), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }), { 'content-encoding': 'br' }),
  ),
  'as a bomb of x-gzip': tooLarge(body(gzipSync(space(16)), { 'content-encoding': 'x-gzip' })),
  'as br, and breaks off': unpackable(
    /unexpected end of file/,
    packed((content) => brotliCompressSync(content).subarray(0, -4), 'br'),
  ),
  'as br, and is none': unpackable(
    /Content-Encoding/,
    packed((content) => Buffer.from(content), 'br'),
  ),
  'as deflate, and is none': unpackable(
    /incorrect header check/,
    packed((content) => Buffer.from(content), 'deflate'),
  ),
  'as deflate without its frame': unpackable(
    /incorrect header check|Content-Encoding/,
    packed((content) => deflateRawSync(content), 'deflate'),
  ),
  'as gzip, with rubbish behind': unpackable(
    'incorrect header check',
    packed((content) => Buffer.concat([gzipSync(content), Buffer.from('rubbish')]), 'gzip'),
  ),
  'as gzip of two parts': {
    health: packed((content) => Buffer.concat([gzipSync(content.slice(0, 9)), gzipSync(content.slice(9))]), 'gzip'),
  },
  'as gzip once, and said to be twice': unpackable(
    /incorrect header check/,
    packed((content) => gzipSync(content), 'gzip, gzip'),
  ),
  'as gzip twice, and said to be once': unpackable(
    /expected (JSON|UTF-8)/,
    packed((content) => gzipSync(gzipSync(content)), 'gzip'),
  ),
  'as gzip, and does not say so': unpackable(
    /expected (JSON|UTF-8)/,
    fresh(() => body(gzipSync(text()))),
  ),
  'as nothing, and says gzip': unpackable('an empty body', body('', { 'content-encoding': 'gzip' })),
  'as zstd, which nobody asked for': unpackable(
    'the content coding "zstd" is unknown',
    packed((content) => Buffer.from(content), 'zstd'),
  ),
  'as compress, which nobody asked for': unpackable(
    'is unknown',
    packed((content) => Buffer.from(content), 'compress'),
  ),
  'as a coding with a name like none': unpackable(
    'is unknown',
    packed((content) => Buffer.from(content), '\u00e9"><script>'),
  ),
  'as gzip, under --max-body': {
    health: packed((content) => gzipSync(content.padEnd(70_000)), 'gzip'),
    settings: { 'max-body': '64KiB' },
    fails: ['ARP-CM-001'],
    says: ['at most 65536 bytes (--max-body), got a larger one (once gzip is undone)'],
  },
});

describe('A bomb', () => {
  it('of a gigabyte in gzip is unfolded up to the cap', async () => {
    // Members of a megabyte each: packing a gigabyte would take longer than all that is tested here.
    const bomb = Buffer.concat(Array<Buffer>(1024).fill(gzipSync(space(1))));
    const service = await startService({ health: body(bomb, { 'content-encoding': 'gzip' }) });
    const outcome = await runWatched(['check', 'runtime', '--url', service.url]);
    expect(outcome.code, outcome.stdout).toBe(1);
    expect(outcome.stdout).toContain('once gzip is undone');
  }, 30_000);
});

const redirect = (location: string, status = 302): Row => ({
  health: (_request, response) => response.writeHead(status, { location }).end(),
  fails: ['ARP-CM-001'],
  says: [`a redirect (${status}) to `, 'it was not followed'],
});

describeFleet('A redirect', {
  'to another origin': redirect('https://elsewhere.test/v1/health', 301),
  'to a file': redirect('file:///etc/passwd'),
  'to a script': redirect('javascript:alert(1)'),
  'to data': redirect('data:application/json,{}', 307),
  'to the same place': redirect('/v1/health', 308),
  'to a place beside it': redirect('../health', 303),
  'to a place that is none': redirect('http://[', 302),
  'to the metadata of a cloud': redirect('http://169.254.169.254/latest/meta-data/'),
  'with a name and a password': redirect('http://someone:secret@elsewhere.test/'),
  'to a place of 10,000 letters': redirect(`/${'a'.repeat(10_000)}`),
  'of many choices': redirect('/v1/other', 300),
  'to nowhere': {
    health: (_request, response) => response.writeHead(302).end(),
    fails: ['ARP-CM-001'],
    says: ['a redirect (302) to nowhere; it was not followed'],
  },
  'with a body that would be right': {
    health: fresh(() => body(text(), { location: '/v1/other' }, 307)),
    fails: ['ARP-CM-001'],
    says: ['a redirect (307)'],
  },
});

describe('A redirect to another origin', () => {
  it('is not followed by a single request, nor are credentials sent there', async () => {
    const other = await startService();
    const service = await startService({
      health: (_request, response) => response.writeHead(307, { location: `${other.url}/v1/health` }).end(),
      version: (_request, response) => response.writeHead(301, { location: `http://localhost:${other.port}/v1/version` }).end(),
    });
    const outcome = await runWatched(['check', 'runtime', '--url', service.url, '--format', 'json'], {
      env: { ARP_TOKEN: 'the-token-of-this-test' },
    });
    expect(outcome.code).toBe(1);
    expect(reportOf(outcome).exit_code).toBe(1);
    expect(other.requests).toEqual([]);
  });
});

const both = (answer: Handler): Pick<Row, 'health' | 'version'> => ({ health: answer, version: answer });

describeFleet('A service that says what is not so', {
  'health and version changed places': {
    health: fresh(() => json(versionBody())),
    version: fresh(() => json(healthBody())),
    fails: ['ARP-CM-004', 'ARP-CM-007'],
    says: ['/status: expected this property to be there', '/service_name: expected this property to be there'],
  },
  'a success that is an error': {
    health: json({ error: { code: 'internal', message: 'It broke.' } }),
    fails: ['ARP-CM-004'],
    says: ['/status: expected this property to be there'],
  },
  'an error that is a success': {
    health: fresh(() => json(healthBody(), 500)),
    fails: ['ARP-CM-001', 'ARP-CM-020'],
    says: ['got status 500'],
  },
  'the same to everything': {
    ...both(json({ ok: true })),
    fails: ['ARP-CM-004', 'ARP-CM-007'],
    says: ['/time: expected this property to be there'],
  },
  'nothing to everything': {
    ...both((_request, response) => response.writeHead(204).end()),
    fails: ['ARP-CM-001', 'ARP-CM-002'],
    says: ['got status 204'],
  },
  'a body where none can be': {
    health: fresh(() =>
      raw(`HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\nContent-Length: ${text().length}\r\n\r\n${text()}`),
    ),
    fails: ['ARP-CM-001'],
    says: ['got status 204'],
  },
  'not modified, which nobody asked': {
    health: (_request, response) => response.writeHead(304, { etag: '"x"' }).end(),
    fails: ['ARP-CM-001'],
    says: ['a redirect (304) to nowhere'],
  },
  'a part, which nobody asked for': {
    health: fresh(() => body(text(), { 'content-range': 'bytes 0-9/100' }, 206)),
    fails: ['ARP-CM-001'],
    says: ['got status 206'],
  },
  'health by turns well and HTML': {
    version: (() => {
      let count = 0;
      return fresh(() => {
        count += 1;
        return count % 2 === 0 ? body('<p>Bad gateway</p>', { 'content-type': 'text/html' }, 502) : json(versionBody());
      });
    })(),
    settings: { jobs: 1 },
    fails: ['ARP-CM-002', 'ARP-CM-020'],
    says: ['got status 502'],
  },
  'a login page': {
    ...both(body('<!doctype html><title>Log in</title>', { 'content-type': 'text/html' })),
    fails: ['ARP-CM-003'],
    says: ['expected Content-Type application/json, got "text/html"'],
  },
  'a proxy that has no upstream': {
    ...both(body('upstream connect error', { 'content-type': 'text/plain' }, 503)),
    fails: ['ARP-CM-001', 'ARP-CM-002', 'ARP-CM-020'],
    says: ['got status 503'],
  },
  'credentials needed by health': {
    health: json({ error: { code: 'unauthorized', message: 'Who are you?' } }, 401),
    fails: ['ARP-AU-001'],
    says: ['status 401'],
  },
  'a date in the year 1': { health: fresh(() => body(text(), { date: 'Mon, 01 Jan 0001 00:00:00 GMT' })) },
  'a time with a leap second': { health: json(healthBody({ time: '2016-12-31T23:59:60Z' })), warns: ['ARP-CM-010'], says: ['/time'] },
  'its own credentials': { health: fresh(() => body(text(), { 'set-cookie': 'session=stolen', authorization: 'Bearer x' })) },
});
