import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReportDocument } from '../../src/index.js';
import type { ReferenceService } from '../../src/reference/index.js';
import { startReference } from '../../src/reference/index.js';
import { runCli, temporaryFolder } from './command.js';

/** The lines of a report that repeat a run and a request, run by a shell. */

const BIN = fileURLToPath(new URL('../../bin/arp-conformance.js', import.meta.url));

/** Runs a line of a report as it stands there; a shell finds the command by its name. */
function runLine(
  line: string,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = join(cwd, 'arp-conformance');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
  chmodSync(command, 0o755);
  return new Promise((resolve) => {
    const own = { PATH: `${cwd}:${process.env.PATH}`, HOME: cwd, ...env };
    const child = execFile('/bin/sh', ['-c', line], { cwd, env: own, timeout: 15_000 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

const lineOf = (text: string, label: 'again' | 'repeat'): string =>
  new RegExp(`^ *${label} +(.+)$`, 'm').exec(text)?.[1] ?? expect.fail(text);

/** What was sent for a check, the names that every run makes anew set aside. */
function sentFor({ results, run_id }: ReportDocument, check: string): object {
  const { exchange } = results.find(({ check_id }) => check_id === check) ?? expect.fail(check);
  if (exchange === null) return expect.fail(`${check} was not sent`);
  const { method, url, request_body } = exchange;
  return JSON.parse(JSON.stringify({ method, url, request_body }).replaceAll(run_id, 'RUN')) as object;
}

const SUITE = `services: [runtime]
tier: core
requirements: [{ id: ACME-001, level: must, sentence: A run is accepted., mend: Accept it. }]
variables:
  tenant: { default: blue }
  steps: { default: 3 }
  api_key: { secret: true }
checks:
  - id: acme.tenant
    title: A run for a tenant is accepted
    requirement: ACME-001
    effect: write
    probe:
      operation: create_run
      accepts: ACME-001
      body: { json: { input: { goal: "\${goal} \${tenant}", data: { key: "\${api_key}" } }, limits: { max_steps: "\${steps}" } } }
`;

describe('the line that runs a check again', () => {
  it('sends what was sent: variables, inputs and headers, with secrets from the environment', async () => {
    const cwd = temporaryFolder();
    const seen: { url: string; headers: Record<string, unknown>; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      request.on('end', () => {
        const { host: _, 'arp-conformance-run': __, ...headers } = request.headers;
        if (request.method === 'POST') seen.push({ url: request.url ?? '', headers, body });
        response.writeHead(500, { 'Content-Type': 'application/json' }).end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/it's`;
    writeFileSync(join(cwd, 'acme.suite.yaml'), SUITE);
    writeFileSync(join(cwd, 'headers.txt'), 'X-File: from a file\n');
    writeFileSync(
      join(cwd, 'arp-conformance.config.yaml'),
      'goal: say "hello" to $HOME\ntimeout: 3.5\nretries: 1\nmax-body: 1MiB\nstrict: true\n',
    );
    const env = {
      ARP_TOKEN: 'a-token-for-tests',
      ARP_VAR_API_KEY: 'the-key-of-acme',
      ARP_VAR_STEPS: '7',
      ARP_HEADER_X_API_KEY: 'another-key',
    };
    const args = [
      '--suite',
      'acme.suite.yaml',
      '--allow-mutations',
      '--var',
      "tenant=it's $(x)",
      '--headers-file',
      'headers.txt',
      '--headers',
      'X-Team=blue & green',
    ];
    const first = await runCli(['check', 'runtime', '--url', url, ...args, '-H', 'X-Api-Key: another-key', '--poll-timeout', '2.5'], {
      cwd,
      env,
    });
    expect(first).toMatchObject({ code: 1, stderr: expect.not.stringContaining('error') });
    const again = lineOf(first.stdout, 'again');
    for (const secret of ['a-token-for-tests', 'the-key-of-acme', 'another-key']) expect(first.stdout).not.toContain(secret);

    // Elsewhere, with nothing but the line, the files that it names and the secrets.
    const elsewhere = temporaryFolder();
    for (const file of ['acme.suite.yaml', 'headers.txt']) writeFileSync(join(elsewhere, file), readFileSync(join(cwd, file)));
    const { ARP_VAR_STEPS: _, ...secrets } = env;
    const second = await runLine(again, elsewhere, secrets);
    expect(second, again).toMatchObject({ code: 1 });
    expect(seen[0]).toMatchObject({
      headers: { 'x-team': 'blue & green', 'x-file': 'from a file', 'x-api-key': 'another-key', authorization: 'Bearer a-token-for-tests' },
      body: JSON.stringify({
        input: { goal: `say "hello" to $HOME it's $(x)`, data: { key: 'the-key-of-acme' } },
        limits: { max_steps: 7 },
      }),
    });
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(seen[0]);
    expect(lineOf(second.stdout, 'again')).toBe(again);

    await runLine(lineOf(first.stdout, 'repeat'), cwd, secrets);
    expect(seen[2]).toMatchObject({
      url: seen[0]?.url,
      headers: { 'x-api-key': 'another-key', authorization: 'Bearer a-token-for-tests' },
    });
  });

  it.each<[ReferenceService, string, readonly string[]]>([
    ['tool-registry', 'invoke-other-id', ['--tool-id', 'echo', '--tool-args', '{"text":"it\'s"}']],
    ['daemon', 'profile-other-name', ['--profile-body', 'profile body.json']],
  ])('repeats what only the user can give: %s with the fault %s', async (service, fault, flags) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'profile body.json'), JSON.stringify({ defaults: { env: { TEAM: 'blue' } } }));
    const { url, close } = await startReference({ service, faults: [fault] });
    onTestFinished(close);
    const args = ['check', service, '--url', url, '--tier', 'core', '--allow-mutations', ...flags];
    const first = await runCli([...args, '--reporter', 'terminal', '--reporter', 'json=first.json'], { cwd });
    expect(first.code).toBe(1);
    const second = await runLine(`${lineOf(first.stdout, 'again')} --reporter json=second.json`, cwd);
    expect(second.code).toBe(1);
    const [one, two] = ['first.json', 'second.json'].map((file) => JSON.parse(readFileSync(join(cwd, file), 'utf8')) as ReportDocument);
    if (one === undefined || two === undefined) return expect.fail();
    const failed = one.results.find(({ status }) => status === 'FAIL')?.check_id ?? expect.fail('nothing failed');
    expect(two.selection.flags).toEqual(one.selection.flags);
    expect(two.results.find(({ check_id }) => check_id === failed)?.status).toBe('FAIL');
    expect(sentFor(two, failed)).toEqual(sentFor(one, failed));
  });
});
