import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { startReference } from '../../src/reference/index.js';

/** `arp-conformance/vitest` in a vitest run of somebody else. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
// Inside the checkout, so that the name of the package leads to what was built here.
const folder = mkdtempSync(join(ROOT, 'build/vitest-door-'));
// Without one of its own it would be run by the configuration of the checkout.
writeFileSync(join(folder, 'vitest.config.js'), 'export default {};\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly tests: readonly { readonly status: string; readonly title: string; readonly failureMessages: readonly string[] }[];
}

/** Runs vitest on a suite that checks this service. */
function runVitest(name: string, url: string): Promise<Outcome> {
  const file = join(folder, `${name}.test.js`);
  const output = join(folder, `${name}.json`);
  writeFileSync(
    file,
    `import { describeConformance } from 'arp-conformance/vitest';\ndescribeConformance(${JSON.stringify({ service: 'runtime', url })});\n`,
  );
  const { VITEST: _, VITEST_MODE: __, VITEST_POOL_ID: ___, VITEST_WORKER_ID: ____, ...env } = process.env;
  const args = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder, '--reporter=json'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...args, `--outputFile=${output}`, file], { cwd: folder, env }, (error) => {
      try {
        const said = JSON.parse(readFileSync(output, 'utf8')) as { testResults: { assertionResults: Outcome['tests'] }[] };
        resolve({
          code: error === null ? 0 : Number(error.code),
          tests: said.testResults.flatMap(({ assertionResults }) => assertionResults),
        });
      } catch (problem) {
        reject(problem);
      }
    });
  });
}

describe('describeConformance', () => {
  it('makes a test of every check, and all pass against a service that conforms', async () => {
    const service = await startReference({ service: 'runtime' });
    try {
      const { code, tests } = await runVitest('good', service.url);
      expect({ code, failed: tests.filter(({ status }) => status === 'failed') }).toEqual({ code: 0, failed: [] });
      expect(tests.length).toBeGreaterThan(14);
      expect(tests.map(({ title }) => title)).toContain('runtime.health: Health is there');
    } finally {
      await service.close();
    }
  });

  it('fails the test of a check with what was found and how to mend it', async () => {
    const service = await startReference({ service: 'runtime', faults: ['health-time-not-a-date'] });
    try {
      const { code, tests } = await runVitest('bad', service.url);
      const failed = tests.filter(({ status }) => status === 'failed');
      expect(code).toBe(1);
      expect(failed.map(({ title }) => title)).toEqual(['runtime.health.time: The time of health is an RFC 3339 date-time']);
      expect(failed[0]?.failureMessages.join('\n')).toMatch(/expected an RFC 3339 date-time[\s\S]*mend: [\s\S]*repeat: curl/);
    } finally {
      await service.close();
    }
  });
});
