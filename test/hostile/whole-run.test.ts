import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findingsOf, reportOf } from '../cli/report.js';
import { listen } from '../cli/service.js';
import { runWatched } from './fleet.js';

/** Just below what is read of one body. */
const ROOM = 8 * 2 ** 20 - 2000;
/** Just below as many values as are read. */
const MANY = 148_000;

const json = (body: string | Buffer, headers: Record<string, string> = {}): RequestListener => {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers });
    response.end(body);
  };
};
const long = (): string => JSON.stringify({ status: 'x'.repeat(ROOM) });
const random = (): string => JSON.stringify({ status: randomBytes((ROOM * 3) / 4).toString('base64') });
const listOf = (item: (index: number) => string): string =>
  `{"status":[${Array.from({ length: MANY }, (_, index) => item(index)).join()}]}`;
const headers = Object.fromEntries(Array.from({ length: 6000 }, (_, index) => [`a${index}`, 'b']));

/** What each and every request is answered with. */
const services: Readonly<Record<string, () => RequestListener>> = {
  'eight megabytes of one text': () => json(long()),
  'eight megabytes at random': () => json(random()),
  'eight megabytes once gzip is undone': () => json(gzipSync(long()), { 'content-encoding': 'gzip' }),
  'as many empty objects as are read': () => json(listOf(() => '{}')),
  'as many names as are read': () => json(`{${Array.from({ length: MANY }, (_, index) => `"k${index}":${index}.5`).join()}}`),
  'six thousand headers': () => json('{}', headers),
};
const runs: readonly (readonly [service: string, tier: string])[] = [
  ['runtime', 'core'],
  ['daemon', 'full'],
];

describe('A service that answers every request with as much as one answer may have', () => {
  for (const [name, handler] of Object.entries(services)) {
    it.each(runs)(`${name}, to the %s at tier %s: the run takes little memory, stops and says so`, async (service, tier) => {
      const { port } = await listen(createServer(handler()));
      const url = `http://127.0.0.1:${port}`;
      const deep = ['--tier', tier, '--allow-mutations', '--auth', 'disabled', '--poll-timeout', '2'];
      const outcome = await runWatched(['check', service, '--url', url, ...deep, '--format', 'json']);
      const report = reportOf(outcome);
      const { stopped_by, exit_code } = report as { stopped_by?: string; exit_code: number };
      expect([stopped_by, exit_code], outcome.stderr).toEqual(['max-received', report.counts.FAIL > 0 ? 1 : 3]);
      expect([outcome.code, report.bug]).toEqual([exit_code, undefined]);
      // That this side would read no more is nobody's fault.
      for (const { message } of findingsOf(report)) expect(message).not.toContain('whole answer');
      expect(report.results.filter(({ status }) => status === 'ERROR')).toEqual([]);
      expect(outcome.stdout).toContain('the run was stopped when its answers took all that a run may receive (--max-received)');
    });
  }
});
