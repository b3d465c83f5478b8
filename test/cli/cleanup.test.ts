import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Outcome, startCli, temporaryFolder } from './command.js';
import { eachOf, type Front, holdingsOf, settle, startFront, type WireRequest } from './core-front.js';
import { killAt, remainsOf, unfinishedRuns } from './core-interrupt.js';
import { runInside } from './inside.js';
import { closedPort, startService } from './service.js';

/** Runs that were killed, and what `cleanup` makes of their ledgers. All numbers: test/long/interrupts.test.ts. */

const TOKEN = 'tok-41c2c7a9d4be7e0c';
const HEAD = { ledger: 1, run: 'arpc-1-a', service: 'daemon', spec: 'built-in', begun: '2026-01-15T09:30:00.000Z' };
const GIVEN = { operation: 'create_instances', credentials: 'given' };
const isCreate = ({ method, path }: WireRequest): boolean => method === 'POST' && path === '/v1/instances';

function ledgerOf(url: string, ...lines: readonly object[]): string {
  const { ledger, run, service, ...rest } = HEAD;
  return [{ ledger, run, service, url, ...rest }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** A folder with such a ledger, and what `cleanup` with these flags makes of it. */
async function cleanedUp(
  ledger: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Outcome & { file: string; text: string | undefined }> {
  const cwd = temporaryFolder();
  const file = join(cwd, 'a.ledger');
  writeFileSync(file, ledger);
  const outcome = await runInside(['cleanup', 'a.ledger', ...args], { cwd, env });
  return { ...outcome, file, text: existsSync(file) ? readFileSync(file, 'utf8') : undefined };
}

/** A check that is killed with its first answer to a request that starts instances, in this folder. */
async function killed(front: Front, kill: (how: () => void) => void, cwd: string, args: readonly string[] = []): Promise<string> {
  const flags = ['--url', front.url, '--tier', 'core', '--allow-mutations', '-q', ...args];
  const { child, ended } = startCli(['check', 'daemon', ...flags], { cwd, env: { ARP_TOKEN: TOKEN } });
  kill(() => void child.kill('SIGKILL'));
  expect((await ended).code).toBe('SIGKILL');
  await front.calm();
  const [name = ''] = readdirSync(cwd);
  expect(name).toMatch(/^arpc-[a-z0-9-]+-daemon\.ledger$/);
  return name;
}

describe('A run that is killed', () => {
  it('leaves a ledger by which cleanup leaves the daemon as it was, at whatever request it comes', async () => {
    const wrong: object[] = [];
    await eachOf([12, 24, 90], 3, async (number) => {
      const run = await killAt(number);
      const remains = remainsOf(run);
      if (remains.length > 0 || !run.ended) wrong.push({ number, remains });
    });
    expect(wrong).toEqual([]);
  });

  it('is found by its ledger, which holds no secret; a dry run sends nothing; credentials go only where the user says', async () => {
    let kill: () => void = () => undefined;
    const front = await startFront(
      { service: 'daemon', token: TOKEN },
      { delay: 20, onRequest: ({ method }) => void (method === 'DELETE' && kill()) },
    );
    const { instance } = await settle(front);
    const before = await holdingsOf(front);
    const cwd = temporaryFolder();
    const name = await killed(front, (how) => (kill = how), cwd);
    const text = readFileSync(join(cwd, name), 'utf8');
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain(Buffer.from(TOKEN).toString('base64'));
    const env = { ARP_TOKEN: TOKEN };

    const listed = await runInside(['cleanup'], { cwd });
    expect([listed.code, listed.stderr]).toEqual([1, '']);
    expect(listed.stdout).toContain(`${name}: the daemon at ${front.url}, run arpc-`);
    expect(listed.stdout).toContain(`  arp-conformance cleanup ${name} --url ${front.url}\n`);

    const asked = front.requests.length;
    const dry = await runInside(['cleanup', name, '--url', front.url, '--dry-run'], { cwd, env });
    expect([dry.code, dry.stderr]).toEqual([0, '']);
    expect(dry.stdout).toMatch(/^ {2}DELETE http:\S+\/v1\/instances\/\S+$/m);

    const unsaid = await runInside(['cleanup', name], { cwd, env });
    expect(unsaid.code).toBe(2);
    expect(unsaid.stderr).toContain(`let your credentials go there: --url ${front.url}\n`);
    const other = await runInside(['cleanup', name], { cwd, env: { ...env, ARP_DAEMON_URL: 'http://127.0.0.1:9' } });
    expect(other.code).toBe(2);
    expect(other.stderr).toContain(`of the daemon at ${front.url}, and ARP_DAEMON_URL names http://127.0.0.1:9.`);
    expect(front.requests.length).toBe(asked);
    expect(readFileSync(join(cwd, name), 'utf8')).toBe(text);

    await expect.poll(() => unfinishedRuns(front), { timeout: 60_000 }).toEqual([]);
    const done = await runInside(['cleanup', name, '--url', front.url], { cwd, env });
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(done.stderr).toMatch(new RegExp(`^cleaning up after run arpc-\\S+: the daemon at ${front.url}\n$`));
    expect(done.stdout).toContain(`${name} is removed.`);
    expect(await holdingsOf(front)).toEqual(before);
    expect(front.requests.some(({ method, path }) => method === 'DELETE' && path.includes(instance))).toBe(false);
    expect(readdirSync(cwd)).toEqual([]);
    expect((await runInside(['cleanup'], { cwd })).stdout).toContain('There is no ledger here');
  });

  it('of which an answer was lost leaves what nobody can tell, and says where to look', async () => {
    let kill: () => void = () => undefined;
    const front = await startFront({ service: 'daemon' }, { delay: 60, tamper: (request) => void (isCreate(request) && kill()) });
    const cwd = temporaryFolder();
    const name = await killed(front, (how) => (kill = how), cwd, ['--auth', 'disabled', '--ledger', '.']);
    const started = (await holdingsOf(front)).instances.length;
    expect(started).toBeGreaterThan(0);
    const { code, stdout } = await runInside(['cleanup', name, '--url', front.url], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain(
      `  GET ${front.url}/v1/instances  (the answer was lost or told no usable id: look for what it may have created)\n`,
    );
    expect(stdout).toContain(`${name} holds what is left.`);
    expect((await holdingsOf(front)).instances.length).toBe(started);
    // Once somebody has looked, nothing is left.
    for (const id of (await holdingsOf(front)).instances) await front.ask('DELETE', `/v1/instances/${id}`).catch(() => undefined);
    expect((await runInside(['cleanup', name, '--url', front.url], { cwd })).code).toBe(0);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('cleanup', () => {
  it('keeps in the ledger what cannot be removed, and nothing else', async () => {
    const front = await startFront(
      { service: 'daemon' },
      {
        instead: ({ method, path }) =>
          method === 'DELETE' && path.includes('of-somebody-else')
            ? {
                status: 409,
                headers: { 'content-type': 'application/json' },
                body: Buffer.from('{"error":{"code":"conflict","message":"\u001b[31mno"}}'),
              }
            : undefined,
      },
    );
    const { instance } = await settle(front);
    const put = { sent: 'p', operation: 'upsert_runtime_profile', credentials: 'given', id: 'of-somebody-else' };
    const { code, stdout, text } = await cleanedUp(ledgerOf(front.url, put, { sent: 'i', ...GIVEN }, { made: 'i', ids: [instance] }));
    expect(code).toBe(1);
    expect(stdout).toContain(`  DELETE ${front.url}/v1/admin/runtime-profiles/of-somebody-else  (status 409)\n    curl -sS -i -X DELETE`);
    expect(stdout).not.toContain('\u001b');
    expect((await holdingsOf(front)).instances).not.toContain(instance);
    expect(text).toContain('of-somebody-else');
    expect(text).not.toContain(instance);
  });

  it('takes an answer for no proof: what is still listed is left', async () => {
    const front = await startFront({ service: 'daemon', faults: ['instance-delete-without-effect'] });
    const { instance } = await settle(front);
    const { code, stdout } = await cleanedUp(ledgerOf(front.url, { sent: 'i', ...GIVEN }, { made: 'i', ids: [instance] }));
    expect(code).toBe(1);
    expect(stdout).toMatch(/\(still listed after status 20\d\)/);
  });

  it('of a service that gives no answer changes nothing', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const ledger = ledgerOf(url, { sent: 'i', ...GIVEN, id: 'x' });
    const { code, stdout, text } = await cleanedUp(ledger);
    expect([code, text]).toEqual([3, ledger]);
    expect(stdout).toMatch(/^The daemon gave no answer: .*\. a\.ledger stays as it is\.\n$/);
  });

  it('that is interrupted keeps what it has not seen to be gone', async () => {
    let interrupt: () => void = () => undefined;
    const front = await startFront(
      { service: 'daemon' },
      {
        tamper: ({ method }) => {
          if (method !== 'DELETE') return undefined;
          interrupt();
          return 'hang';
        },
      },
    );
    const { instance } = await settle(front);
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'a.ledger'), ledgerOf(front.url, { sent: 'i', ...GIVEN }, { made: 'i', ids: [instance] }));
    const { child, ended } = startCli(['cleanup', 'a.ledger'], { cwd });
    interrupt = () => void child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect([code, readdirSync(cwd)]).toEqual([130, ['a.ledger']]);
    expect(stdout).toBe('Interrupted. a.ledger stays as it is.\n');
    // The service had removed it all the same.
    expect((await runInside(['cleanup', 'a.ledger', '--timeout', '1'], { cwd })).code).toBe(0);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('takes folders, and leaves other files alone', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'kept'));
    writeFileSync(join(cwd, 'kept/notes.txt'), 'mine');
    const { code, stdout } = await runInside(['cleanup', 'kept'], { cwd });
    expect([code, stdout, readdirSync(join(cwd, 'kept'))]).toEqual([0, 'There is no ledger: nothing is left.\n', ['notes.txt']]);
  });

  it.each<[string, (url: string) => string, string[], string]>([
    ['nothing of ours', () => '{"schema_version":1}\n', [], 'a.ledger:1: This is no ledger of this version.'],
    [
      'a service that is not known',
      (url) => ledgerOf(url, { sent: 'i', ...GIVEN }).replace('"daemon"', '"other"'),
      [],
      '"create_instances" creates on the other.',
    ],
    [
      'an operation that creates nothing',
      (url) => ledgerOf(url, { sent: 'i', ...GIVEN, operation: 'list_instances' }),
      [],
      '"list_instances" creates on the daemon.',
    ],
    [
      'a way elsewhere',
      (url) => ledgerOf(url, { sent: 'i', ...GIVEN, id: '..' }),
      [],
      'a.ledger:2: No run writes such a line into its ledger.',
    ],
    [
      'an address with a password',
      (url) => ledgerOf(url.replace('//', '//a:b@'), { sent: 'i', ...GIVEN }),
      [],
      'a.ledger:1: a ledger holds a user name or password.',
    ],
    ['another address', () => ledgerOf('http://127.0.0.1:1', { sent: 'i', ...GIVEN }), ['--url', 'URL'], 'and --url names http://'],
    [
      'the only address there is, beside a header that is secret',
      (url) => ledgerOf(url, { sent: 'i', ...GIVEN }),
      ['-H', 'X-Api-Key: k-2371'],
      'Say so yourself',
    ],
  ])('refuses a ledger that holds %s, and sends nothing', async (_what, ledger, args, message) => {
    const service = await startService();
    const text = ledger(service.url);
    const outcome = await cleanedUp(
      text,
      args.map((arg) => arg.replace('URL', service.url)),
    );
    expect([outcome.code, outcome.stdout, outcome.text]).toEqual([2, '', text]);
    expect(outcome.stderr).toContain(message);
    expect(service.requests).toEqual([]);
  });

  it('sends an odd id as one segment of the path that the standard has', async () => {
    const service = await startService();
    const ids = ['../../v1/health', '?x=1#y', 'ä b', '%2e%2e/'];
    await cleanedUp(ledgerOf(service.url, { sent: 'i', ...GIVEN }, { made: 'i', ids }));
    const deleted = service.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
    expect(deleted.sort()).toEqual(ids.map((id) => `/v1/instances/${encodeURIComponent(id)}`).sort());
    expect(service.requests.filter(({ method }) => method !== 'DELETE').map(({ path }) => path)).toEqual(['/v1/instances']);
  });
});

describe('A ledger', () => {
  it('is kept by no run that cannot create anything, and by none that has left nothing', async () => {
    const front = await startFront({ service: 'daemon' });
    const cwd = temporaryFolder();
    for (const flags of [
      ['--tier', 'core', '--read-only'],
      ['--tier', 'core', '--allow-mutations'],
    ]) {
      const { code } = await runInside(['check', 'daemon', '--url', front.url, '-q', ...flags, '--ledger', 'l'], { cwd });
      expect([code, readdirSync(cwd)]).toEqual([0, flags.includes('--read-only') ? [] : ['l']]);
    }
    expect(readdirSync(join(cwd, 'l'))).toEqual([]);
  });

  it('is kept for what --no-cleanup leaves, and the report names it', async () => {
    const front = await startFront({ service: 'daemon' });
    const cwd = temporaryFolder();
    const args = ['check', 'daemon', '--url', front.url, '--tier', 'core', '--allow-mutations', '--no-cleanup'];
    const { stdout } = await runInside([...args, '--reporter', 'terminal', '--reporter', 'json=o.json'], { cwd });
    const [name = ''] = readdirSync(cwd);
    expect(JSON.parse(readFileSync(join(cwd, 'o.json'), 'utf8'))).toMatchObject({ cleanup: { ledger: name } });
    expect(stdout).toContain(`All of them: arp-conformance cleanup ${name} --url ${front.url}\n`);
    expect((await holdingsOf(front)).instances.length).toBeGreaterThan(0);
    expect((await runInside(['cleanup', name], { cwd })).code).toBe(0);
    expect((await holdingsOf(front)).instances).toEqual([]);
  });

  it('that cannot be kept where the user says so is found out before anything is sent', async () => {
    const service = await startService();
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'f'), '');
    const { code, stderr } = await runInside(
      ['check', 'daemon', '--url', service.url, '--tier', 'core', '--allow-mutations', '--ledger', 'f'],
      { cwd },
    );
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^arp-conformance: No ledger can be kept in f: .* is not a folder\.\n$/)]);
    expect(service.requests).toEqual([]);
  });
});
