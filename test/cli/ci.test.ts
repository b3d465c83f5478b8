import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './command.js';
import { runInside } from './inside.js';
import { body, json, startService, versionBody } from './service.js';

/** What a CI system gets without being asked. */

const HOSTILE = '::set-output name=token::stolen\n##[error]hacked\n::error::hacked';

async function hostileService(): Promise<string> {
  const service = await startService({
    health: body(HOSTILE, { 'content-type': 'text/plain' }),
    version: json(versionBody({ service_name: `${HOSTILE} ::stop-commands::x` })),
  });
  return service.url;
}

/** Lines that the runner of GitHub would act on. */
function commandsIn(text: string): string[] {
  return text.split('\n').filter((line) => /^\s*::[A-Za-z-]+/.test(line) || line.includes('##['));
}

describe('in GitHub Actions', () => {
  it('annotations follow the terminal report, and the summary is added to what other steps wrote', async () => {
    const service = await startService({ health: json({ status: 'fine' }) });
    const summary = join(temporaryFolder(), 'summary.md');
    writeFileSync(summary, 'from another step\n');
    const { code, stdout } = await runInside(['check', 'runtime', '--url', service.url], {
      env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
    });
    expect(code).toBe(1);
    const commands = commandsIn(stdout);
    expect(commands.length).toBeGreaterThan(1);
    expect(stdout.indexOf(commands[0] ?? '')).toBeGreaterThan(stdout.indexOf('NOT CONFORMANT'));
    expect(commands.at(-1)).toMatch(/^::notice title=arp-conformance::NOT CONFORMANT/);
    expect(readFileSync(summary, 'utf8')).toMatch(/^from another step\n## NOT CONFORMANT/);
  });

  it('no text of a service becomes a command, in any report', async () => {
    const url = await hostileService();
    for (const name of ['terminal', 'json', 'junit', 'html', 'markdown', 'tap', 'sarif', 'ctrf', 'har']) {
      const { stdout, stderr } = await runInside(['check', 'runtime', '--url', url, '--reporter', name, '-v']);
      expect(commandsIn(stdout + stderr), name).toEqual([]);
    }
    const { stdout } = await runInside(['check', 'runtime', '--url', url, '--reporter', 'github']);
    expect(commandsIn(stdout).filter((line) => !/^::(error|warning|notice) title=/.test(line))).toEqual([]);
    expect(stdout).not.toMatch(/\n::set-output|##\[/);
  });

  it('what the user asks for is all that is drawn', async () => {
    const service = await startService();
    const { stdout } = await runInside(['check', 'runtime', '--url', service.url, '--reporter', 'terminal'], {
      env: { GITHUB_ACTIONS: 'true' },
    });
    expect(commandsIn(stdout)).toEqual([]);
  });
});

describe('in GitLab CI', () => {
  it('a JUnit file stands beside the terminal report', async () => {
    const service = await startService();
    const cwd = temporaryFolder();
    const { stdout, stderr } = await runInside(['check', 'runtime', '--url', service.url], { cwd, env: { GITLAB_CI: 'true' } });
    expect(stdout).toContain('CONFORMANT (runtime, tier smoke)');
    expect(stderr).toContain('wrote the junit report to arp-conformance.junit.xml');
    expect(readFileSync(join(cwd, 'arp-conformance.junit.xml'), 'utf8')).toContain('<testsuites');
  });
});

describe('elsewhere', () => {
  it('nothing but the terminal report is drawn', async () => {
    const service = await startService();
    const cwd = temporaryFolder();
    const { stdout } = await runInside(['check', 'runtime', '--url', service.url], { cwd });
    expect(commandsIn(stdout)).toEqual([]);
    expect(existsSync(join(cwd, 'arp-conformance.junit.xml'))).toBe(false);
  });
});
