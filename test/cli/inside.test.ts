import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Outcome, runCli, temporaryFolder } from './command.js';
import { runInside } from './inside.js';
import { closedPort, json, startService } from './service.js';

/** What the tests see of a command that runs in their own process is what a user sees. */

/** Without what differs from run to run: moments, durations, the id of a run. */
function steady({ code, stdout, stderr }: Outcome): object {
  const plain = (text: string): string =>
    text
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'MOMENT')
      .replace(/\b[\d.]+ ?m?s\b/g, 'DURATION')
      .replace(/("\w*(?:_ms|run_id)": ?)("[^"]*"|[\d.]+)/g, '$1VARIES')
      .replace(/\bpid \d+/g, 'PID');
  return { code, stdout: plain(stdout), stderr: plain(stderr) };
}

const LINES: Readonly<Record<string, readonly string[]>> = {
  'the help': ['--help'],
  'the help of a command': ['check', '--help'],
  'the help of a group': ['report'],
  'the version': ['--version'],
  'a flag that there is not': ['check', 'runtime', '--tokn=a-secret'],
  'a command that there is not': ['chek'],
  'a usage error': ['check', 'runtime', '--url', 'nowhere'],
  'what is listed': ['list', '--tier', 'smoke'],
  'what is explained': ['explain', 'ARP-RT-001'],
  'a completion script': ['completion', 'bash'],
  'a service that conforms': ['check', 'runtime', '--url', 'CONFORMING'],
  'a service that does not': ['check', 'runtime', '--url', 'WRONG', '-v'],
  'a service that is down': ['check', 'runtime', '--url', 'DOWN', '--format', 'tap'],
  'files, and a token': ['check', 'runtime', '--url', 'WRONG', '--reporter', 'markdown=report.md'],
  'a file that cannot be written': ['check', 'runtime', '--url', 'WRONG', '--format', 'json', '--out', 'there/is/none.json'],
};

describe('A command in this process does and says what it does in its own', () => {
  it.each(Object.entries(LINES))('%s', async (_what, line) => {
    const [conforming, wrong] = await Promise.all([startService(), startService({ version: json({ service_name: '' }) })]);
    const places: Readonly<Record<string, string>> = {
      CONFORMING: conforming.url,
      WRONG: wrong.url,
      DOWN: `http://127.0.0.1:${await closedPort()}`,
    };
    const words = line.map((word) => places[word] ?? word);
    const env = { ARP_TOKEN: 'tok-6a0c84e51f' };
    const cwd = temporaryFolder();
    const written = (outcome: Outcome): object => {
      const file = join(cwd, 'report.md');
      const text = words.includes('markdown=report.md') ? readFileSync(file, 'utf8') : '';
      writeFileSync(file, '');
      return { ...steady(outcome), file: steady({ ...outcome, stdout: text, stderr: '' }) };
    };
    const own = written(await runCli(words, { env, cwd }));
    expect(written(await runInside(words, { env, cwd }))).toEqual(own);
  });
});
