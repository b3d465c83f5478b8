import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPORTERS } from '../../src/report/register.js';
import { runCli, temporaryFolder } from '../cli/command.js';
import { HOSTILE_TEXT } from '../cli/hostile-text.js';
import { listen } from '../cli/service.js';

const LARGE = 8 * 2 ** 20 - 1000;
const items = Array.from({ length: 2000 }, (_, index) => ({ [`unknown-${index}`]: HOSTILE_TEXT, status: null, run_id: 5, state: 'none' }));
const WRONG = Buffer.from(JSON.stringify({ runs: items, instances: items, profiles: items, checks: items, time: HOSTILE_TEXT }));

describe('The reports of a service that answers every request with', () => {
  it.each([
    ['8 MB of hostile text', Buffer.alloc(LARGE, HOSTILE_TEXT), 'text/plain'],
    [
      '8 MB of hostile text in an error',
      Buffer.from(JSON.stringify({ error: { code: 'x', message: HOSTILE_TEXT.repeat(20_000) } })),
      'application/json',
    ],
    ['thousands of things that are wrong', WRONG, 'application/json'],
  ])('%s stay below 2 MB', async (_what, body, type) => {
    const server = createServer((_, response) => response.writeHead(200, { 'content-type': type }).end(body));
    const { port } = await listen(server);
    const cwd = temporaryFolder();
    const reporters = Object.keys(REPORTERS).flatMap((name) => ['--reporter', `${name}=out/${name}`]);
    const flags = ['--tier', 'full', '--allow-mutations', '--poll-timeout', '1', '--stream-time', '5', '-v'];
    const { code, stderr } = await runCli(['check', 'daemon', '--url', `http://127.0.0.1:${port}`, ...flags, ...reporters], {
      cwd,
      env: { ARP_TOKEN: 'a-token-that-is-looked-for-in-all-of-it' },
      patience: 240_000,
    });
    expect(code, stderr).toBe(1);
    const sizes = readdirSync(join(cwd, 'out')).map((name) => [name, statSync(join(cwd, 'out', name)).size] as const);
    expect(sizes.length).toBe(Object.keys(REPORTERS).length);
    expect(sizes.filter(([, size]) => size > 2_000_000)).toEqual([]);
    expect(() => JSON.parse(readFileSync(join(cwd, 'out/json'), 'utf8'))).not.toThrow();
  });
});
