import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReferenceOptions, ReferenceService } from '../../src/reference/index.js';
import { temporaryFolder } from './command.js';
import { type Front, startFront, type WireRequest } from './core-front.js';
import { runInside } from './inside.js';

/** Command lines as users of the Python checker have them in their scripts, and what they meant by them. */

interface Line {
  /** Behind `arp-conformance check`; URL is where the service lives. */
  readonly line: string;
  readonly service?: ReferenceService;
  readonly how?: Partial<ReferenceOptions>;
  readonly files?: Readonly<Record<string, string>>;
  readonly code?: number;
  /** What its user sees of it. */
  readonly meant: (seen: { readonly front: Front; readonly stdout: string; readonly file: (name: string) => string }) => void;
}

const methods = ({ requests }: Front): string[] => [...new Set(requests.map(({ method }) => method))].sort();
const runs = ({ requests }: Front): WireRequest[] => requests.filter(({ method, path }) => method === 'POST' && path === '/v1/runs');
const bodyOf = ({ body }: WireRequest): Record<string, unknown> => {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
};
const done = ({ requests }: Front, path: RegExp): Record<string, unknown>[] =>
  requests.filter(({ path: own, method, status }) => method === 'POST' && path.test(own) && status === 200).map(bodyOf);
const report = (text: string): { tier: string; service: string; ok: boolean; results: { check_id: string; status: string }[] } =>
  JSON.parse(text);

const LINES: Readonly<Record<string, Line>> = {
  'tier smoke': { line: 'runtime --url URL --tier smoke', meant: ({ front }) => expect(methods(front)).toEqual(['GET']) },
  'tier surface reads, and needs no other flag': {
    line: 'runtime --url URL --tier surface --format json',
    meant: ({ front, stdout }) => {
      expect(methods(front)).toEqual(['GET']);
      expect(front.requests.length).toBeGreaterThan(3);
      expect(report(stdout).tier).toBe('core');
    },
  },
  'tier core with mutations': {
    line: 'runtime --url URL --tier core --allow-mutations',
    meant: ({ front }) => expect(runs(front).filter(({ status }) => status === 200).length).toBeGreaterThan(0),
  },
  'tier deep is full': {
    line: 'tool-registry --url URL --tier deep --allow-mutations --format json',
    service: 'tool-registry',
    meant: ({ stdout }) => expect(report(stdout)).toMatchObject({ tier: 'full', service: 'tool-registry', ok: true }),
  },
  '--headers, several times': {
    line: 'runtime --url URL --headers X-Team=blue --headers X-Trace=a=b',
    meant: ({ front }) => {
      for (const { headers } of front.requests) expect(headers).toMatchObject({ 'x-team': 'blue', 'x-trace': 'a=b' });
    },
  },
  '--headers with a token': {
    line: 'runtime --url URL --tier surface --headers Authorization=Bearer%20tok-1-of-python',
    how: { token: 'tok-1-of-python' },
    meant: ({ front, stdout }) => {
      expect(front.requests.some(({ headers, status }) => headers.authorization === 'Bearer tok-1-of-python' && status !== 401)).toBe(true);
      expect(stdout).not.toContain('tok-1-of-python');
    },
  },
  '--headers-file': {
    line: 'runtime --url URL --headers-file headers.txt',
    files: { 'headers.txt': '# ours\nX-Team=blue\n\nX-Other: green\n' },
    meant: ({ front }) => {
      for (const { headers } of front.requests) expect(headers).toMatchObject({ 'x-team': 'blue', 'x-other': 'green' });
    },
  },
  '--timeout, --retries, --poll-timeout and --poll-interval in seconds': {
    line: 'runtime --url URL --tier core --allow-mutations --timeout 5 --retries 2 --poll-timeout 7.5 --poll-interval 0.25',
    meant: ({ stdout }) => expect(stdout).toContain('CONFORMANT (runtime, tier core)'),
  },
  '--no-cleanup leaves what was created': {
    line: 'daemon --url URL --tier core --allow-mutations --no-cleanup',
    service: 'daemon',
    meant: ({ stdout }) => expect(stdout).toMatch(/^LEFT /m),
  },
  '--strict fails on what others let pass': {
    line: 'runtime --url URL --tier core --allow-mutations --strict',
    how: { variations: ['server-run-ids'] },
    code: 1,
    meant: ({ stdout }) => expect(stdout).toContain('under --strict'),
  },
  '--format json': {
    line: 'daemon --url URL --format json',
    service: 'daemon',
    meant: ({ stdout }) => {
      const document = JSON.parse(stdout);
      for (const key of ['service', 'tier', 'spec_ref', 'started_at_epoch_ms', 'finished_at_epoch_ms', 'counts', 'ok', 'results'])
        expect(document).toHaveProperty(key);
      for (const result of document.results)
        for (const key of ['check_id', 'name', 'status', 'message', 'errors', 'duration_ms', 'exchange'])
          expect(result).toHaveProperty(key);
    },
  },
  '--format junit --out': {
    line: 'runtime --url URL --format junit --out out.xml',
    meant: ({ stdout, file }) => {
      expect(stdout).toBe('');
      expect(file('out.xml')).toMatch(/^<\?xml[\s\S]*<testsuite /);
    },
  },
  '--format text': {
    line: 'runtime --url URL --format text',
    meant: ({ stdout }) => expect(stdout).toContain('CONFORMANT (runtime, tier smoke)'),
  },
  '--spec': { line: 'runtime --url URL --spec v1', meant: ({ stdout }) => expect(stdout).toContain('ARP v1') },
  '--spec-path': {
    line: `runtime --url URL --spec-path ${join(process.cwd(), 'spec/v1')}`,
    meant: ({ stdout }) => expect(stdout).toContain('checked against the copy of the standard in'),
  },
  '--spec-path with the folder above': {
    line: `runtime --url URL --spec-path ${join(process.cwd(), 'spec')}`,
    meant: ({ stdout }) => expect(stdout).toContain('checked against the copy of the standard in'),
  },
  '--tool-id': {
    line: 'tool-registry --url URL --tier core --allow-mutations --tool-id math.add',
    service: 'tool-registry',
    meant: ({ front }) => expect([...new Set(done(front, /invocations$/).flatMap(({ tool_id }) => tool_id ?? []))]).toEqual(['math.add']),
  },
  '--tool-name': {
    line: 'tool-registry --url URL --tier core --allow-mutations --tool-name upper',
    service: 'tool-registry',
    meant: ({ front }) => expect([...new Set(done(front, /invocations$/).flatMap(({ tool_name }) => tool_name ?? []))]).toEqual(['upper']),
  },
  '--runtime-profile': {
    line: 'daemon --url URL --tier core --allow-mutations --runtime-profile profile-7',
    service: 'daemon',
    how: { variations: ['many-profiles'] },
    meant: ({ front }) => expect([...new Set(done(front, /^\/v1\/instances$/).map((body) => body.runtime_profile))]).toEqual(['profile-7']),
  },
};

describe('A command line of the Python checker does what it meant', () => {
  it.each(Object.entries(LINES))('%s', async (_name, { line, service = 'runtime', how = {}, files = {}, code = 0, meant }) => {
    const front = await startFront({ service, ...how });
    const cwd = temporaryFolder();
    for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, file), text);
    const words = line.split(' ').map((word) => word.replace('URL', front.url).replaceAll('%20', ' '));
    const outcome = await runInside(['check', ...words], { cwd });
    expect(outcome.code, outcome.stdout + outcome.stderr).toBe(code);
    meant({ front, stdout: outcome.stdout, file: (name) => readFileSync(join(cwd, name), 'utf8') });
  });
});
