import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './command.js';
import { HOSTILE_TEXT, hostileService } from './hostile-text.js';
import { runInside } from './inside.js';
import { closedPort, fresh, healthBody, json, startService } from './service.js';

const ESCAPE = '\u001b[';
const wrong = fresh(() => json(healthBody({ status: 'fine' })));
/** Whether the tool is on this machine. */
const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

describe('Reports', () => {
  it('go to several places at once', async () => {
    const { url } = await startService();
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await runInside(
      ['check', 'runtime', '--url', url, '--reporter', 'terminal', '--reporter', 'json=a/b/out.json', '--reporter', 'junit=out.xml'],
      { cwd },
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('CONFORMANT');
    expect(JSON.parse(readFileSync(join(cwd, 'a/b/out.json'), 'utf8'))).toMatchObject({ service: 'runtime', tier: 'smoke', ok: true });
    expect(readFileSync(join(cwd, 'out.xml'), 'utf8')).toMatch(/^<\?xml .*<testsuites /s);
    expect(readdirSync(cwd).sort()).toEqual(['a', 'out.xml']);
    expect(readdirSync(join(cwd, 'a/b'))).toEqual(['out.json']);
  });

  it('leave stdout to the report: --format json gives JSON alone, and progress is on stderr', async () => {
    const { url } = await startService();
    const { stdout, stderr } = await runInside(['check', 'runtime', '--url', url, '--format', 'json']);
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(stderr).toBe(`checking the runtime at ${url} (smoke, 3 requests)\n`);
  });

  it('of --format and --out go to that file, and stdout stays empty', async () => {
    const { url } = await startService({ health: wrong });
    const cwd = temporaryFolder();
    for (const [format, start] of [
      ['junit', '<?xml'],
      ['json', '{'],
      ['text', 'arp-conformance '],
    ] as const) {
      const { code, stdout } = await runInside(['check', 'runtime', '--url', url, '--format', format, '--out', `f/${format}`], { cwd });
      expect([code, stdout]).toEqual([1, '']);
      expect(readFileSync(join(cwd, 'f', format), 'utf8').startsWith(start)).toBe(true);
    }
  });

  it('replace an older file as a whole', async () => {
    const { url } = await startService();
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'out.json'), 'x'.repeat(1e6));
    await runInside(['check', 'runtime', '--url', url, '--format', 'json', '--out', 'out.json'], { cwd });
    expect(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))).toMatchObject({ ok: true });
    expect(readdirSync(cwd)).toEqual(['out.json']);
  });

  it.skipIf(process.getuid?.() === 0)('that cannot be written for want of rights are found out before anything is sent', async () => {
    const service = await startService();
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'locked'));
    chmodSync(join(cwd, 'locked'), 0o555);
    const { code } = await runInside(['check', 'runtime', '--url', service.url, '--reporter', 'json=locked/out.json'], { cwd });
    expect([code, service.requests]).toEqual([2, []]);
  });

  it('are written too when there is no verdict', async () => {
    const cwd = temporaryFolder();
    const { code } = await runInside(
      ['check', 'runtime', '--url', `http://127.0.0.1:${await closedPort()}`, '--reporter', 'json=o.json', '--reporter', 'junit=o.xml'],
      { cwd },
    );
    expect(code).toBe(3);
    expect(JSON.parse(readFileSync(join(cwd, 'o.json'), 'utf8'))).toMatchObject({ ok: false, exit_code: 3 });
    expect(readFileSync(join(cwd, 'o.xml'), 'utf8')).toContain('no_verdict');
  });

  it('of a reader that goes away early break nothing', async () => {
    const { url } = await startService();
    const bin = fileURLToPath(new URL('../../bin/arp-conformance.js', import.meta.url));
    const { spawn } = await import('node:child_process');
    const child = spawn(process.execPath, [bin, 'check', 'runtime', '--url', url, '-v'], { cwd: temporaryFolder(), env: {} });
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, said]).toEqual([0, `checking the runtime at ${url} (smoke, 3 requests)\n`]);
  });
});

describe('--quiet and --verbose', () => {
  it('--quiet says nothing but the verdict when all is well', async () => {
    const { url } = await startService();
    const { stdout, stderr } = await runInside(['check', 'runtime', '--url', url, '-q']);
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(stdout).toContain('CONFORMANT (runtime, tier smoke)');
  });

  it('--quiet still tells what is wrong', async () => {
    const { url } = await startService({ health: wrong });
    const { code, stdout, stderr } = await runInside([
      'check',
      'runtime',
      '--url',
      url,
      '--quiet',
      '--reporter',
      'terminal',
      '--reporter',
      'json=o.json',
    ]);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('ARP-CM-006');
  });

  it('--verbose shows every check, and why one was not judged', async () => {
    const { url } = await startService();
    const { stdout } = await runInside(['check', 'runtime', '--url', url, '--verbose']);
    expect(stdout.match(/^(PASS|SKIP) /gm)?.length).toBe(15);
    expect(stdout).toMatch(/SKIP .*nothing to judge: no answer has \/build/);
  });
});

describe('Colour', () => {
  const cases: readonly [name: string, args: string[], env: Record<string, string>, colored: boolean][] = [
    ['is left out where stdout is no terminal', [], {}, false],
    ['comes with --color always', ['--color', 'always'], {}, true],
    ['comes with FORCE_COLOR', [], { FORCE_COLOR: '1' }, true],
    ['does not come with FORCE_COLOR=0', [], { FORCE_COLOR: '0' }, false],
    ['does not come with an empty FORCE_COLOR', [], { FORCE_COLOR: '' }, false],
    ['does not come with NO_COLOR, whatever FORCE_COLOR says', [], { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['comes with --color always, whatever NO_COLOR says', ['--color', 'always'], { NO_COLOR: '1' }, true],
    ['does not come with --color never, whatever FORCE_COLOR says', ['--color', 'never'], { FORCE_COLOR: '3' }, false],
  ];
  for (const [name, args, env, colored] of cases) {
    it(name, async () => {
      const { url } = await startService({ health: wrong });
      const { stdout } = await runInside(['check', 'runtime', '--url', url, ...args], { env });
      expect(stdout.includes(ESCAPE)).toBe(colored);
    });
  }

  it('is in no file', async () => {
    const { url } = await startService({ health: wrong });
    const cwd = temporaryFolder();
    await runInside(['check', 'runtime', '--url', url, '--color', 'always', '--reporter', 'terminal=o.txt', '--reporter', 'json=o.json'], {
      cwd,
    });
    expect(readFileSync(join(cwd, 'o.txt'), 'utf8')).not.toContain(ESCAPE);
  });
});

describe('A terminal', () => {
  const hasScript = has('script', '-qec', 'true', '/dev/null');
  const bin = fileURLToPath(new URL('../../bin/arp-conformance.js', import.meta.url));

  for (const columns of [0, 1, 40, 1000]) {
    it.skipIf(!hasScript)(`of ${columns} columns gets its report, and nothing hangs`, async () => {
      const { url } = await startService({ health: wrong });
      const { spawn } = await import('node:child_process');
      const command = `stty cols ${columns}; '${process.execPath}' '${bin}' check runtime --url ${url}`;
      const child = spawn('script', ['-qec', command, '/dev/null'], {
        cwd: temporaryFolder(),
        env: { PATH: process.env.PATH ?? '', TERM: 'xterm' },
        timeout: 4000,
      });
      child.stdin.end();
      let shown = '';
      child.stdout.on('data', (text) => {
        shown += text;
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(code, shown).toBe(1);
      expect(shown).toContain(ESCAPE);
      expect(shown).toContain('NOT CONFORMANT');
    });
  }
});

describe('Hostile text', () => {
  const ACTING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/u;

  it('acts on no terminal', async () => {
    const { url } = await startService(hostileService());
    const { code, stdout, stderr } = await runInside(['check', 'runtime', '--url', url, '-v']);
    expect(code).toBe(1);
    expect(stdout).toContain('\\u001b[31mred');
    expect(ACTING.exec(stdout)).toBeNull();
    expect(ACTING.exec(stderr)).toBeNull();
    expect(stdout).not.toMatch(/^(::|##)/m);
  });

  it('stands in JSON as escapes, and comes back as it was sent', async () => {
    const { url } = await startService(hostileService());
    const { stdout } = await runInside(['check', 'runtime', '--url', url, '--format', 'json']);
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u.exec(stdout)).toBeNull();
    const report = JSON.parse(stdout) as { identity: { name: string } };
    expect(report.identity.name).toBe(HOSTILE_TEXT);
  });

  it('leaves JUnit free of characters that XML cannot hold', async () => {
    const { url } = await startService(hostileService());
    const { stdout } = await runInside(['check', 'runtime', '--url', url, '--format', 'junit']);
    expect(ACTING.exec(stdout)).toBeNull();
    const markup = stdout.replace(/<!\[CDATA\[.*?\]\]>/gs, '').replace(/"[^"<]*"/g, '""');
    expect(markup).not.toContain('<script>');
    expect(markup).not.toContain(']]>');
    expect(markup).not.toMatch(/&(?!(amp|lt|gt|quot|apos|#x?[0-9A-Fa-f]+);)/);
  });

  it.skipIf(!has('xmllint', '--version'))('leaves JUnit well-formed in the eyes of xmllint', async () => {
    const { url } = await startService(hostileService());
    const file = join(temporaryFolder(), 'out.xml');
    await runInside(['check', 'runtime', '--url', url, '--format', 'junit', '--out', file]);
    expect(existsSync(file)).toBe(true);
    execFileSync('xmllint', ['--noout', file]);
  });

  it('in a shell line is quoted', async () => {
    const { url } = await startService({ basePath: "/it's%20$(here)", health: wrong });
    const { stdout } = await runInside(['check', 'runtime', '--url', url]);
    expect(stdout).toContain(`'${url.replace("'", `'\\''`)}/v1/health'`);
  });
});
