import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPORTERS } from '../../src/report/register.js';
import { runCli, temporaryFolder } from './command.js';
import { startFront, type WireAnswer, type WireRequest } from './core-front.js';
import { startProxy } from './proxy.js';
import { type JsonReport, reportOf } from './report.js';
import { certificate, type Handler, healthBody, json, silence, startService } from './service.js';
import { tracesOf } from './traces.js';

/** A secret in every input that can hold one, and every output searched for it. */

const SECRETS = {
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzZWNyZXRzLXRlc3QifQ.c2lnbmF0dXJlLW9mLWEtdG9rZW4',
  'API key of a flag': 'flag-K3y!0f$header=1',
  'cookie of the environment': 'env-cookie-4d186321c1a7f0f3',
  'client secret of a file': 'file-s3cret/with+signs&more',
  'password of the configuration': 'config-pa55:w0rd',
  'password of a proxy': 'proxy-p@ss-0b5e7',
  'expired token': 'tok-expired-2b00042f7481c7b0',
  'token of another audience': 'tok-audience-30f5f0b2cbde9d1c',
  'token of another issuer': 'tok-issuer-8ad8757baa8564dc',
  'token of little scope': 'tok-scope-e4da3b7fbbce2345',
  'variable of a file': 'variable of a file: qp59',
  'variable of the environment': 'variable-of-env-c4ca4238a0',
  'key in the arguments of a tool': 'sk-arguments-a87ff679a2f3',
  'key in a profile': 'sk-profile-1679091c5a880faf',
};
const KEY_LINE = readFileSync(certificate('client.key'), 'utf8').split('\n')[3] ?? '';

const SUITE = `services: [runtime]
tier: core
variables: { from_file: { secret: true }, from_env: { secret: true } }
checks:
  - id: acme.secret
    title: A run is accepted that holds secrets
    requirement: ARP-RT-004
    effect: write
    probe: { operation: create_run, body: { json: { input: { goal: "\${from_file}", data: { of: "\${from_env}" } } } } }
`;

function write(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Every file below a folder, but those that the test gave. */
function filesBelow(folder: string, but: Readonly<Record<string, string>> = {}): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return Object.fromEntries(paths.filter((path) => !(path in but)).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

function expectClean(outputs: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>> = SECRETS): void {
  for (const [name, text] of Object.entries(outputs)) expect(tracesOf(secrets, text), name).toEqual([]);
}

/** All that a request brought and that nobody else should see. */
function credentialsIn(headers: IncomingHttpHeaders): string[] {
  return [headers.authorization, headers.cookie, headers['x-api-key'], headers['x-client-secret'], headers['x-password']].flatMap(
    (value) => value ?? [],
  );
}

/** Ways in which a service gives back what it was sent, each in its turn. */
const ECHOES: readonly ((answer: WireAnswer, said: string) => void)[] = [
  (answer, said) => addMember(answer, 'echo', said),
  (answer, said) => addMember(answer, said, { deep: [said, { [said]: 1 }] }),
  (answer, said) => {
    answer.headers['x-echo'] = [said, Buffer.from(said).toString('base64'), encodeURIComponent(said)];
  },
  (answer, said) =>
    addMember(
      answer,
      'base64',
      [`user:${said}`, `u:${said}`, `me:${said}`].map((text) => Buffer.from(text).toString('base64')),
    ),
  (answer, said) => addMember(answer, 'hex', [Buffer.from(said).toString('hex'), said.toUpperCase()]),
  (answer, said) => addMember(answer, 'twice', JSON.stringify(JSON.stringify({ said: encodeURIComponent(encodeURIComponent(said)) }))),
  (answer, said) => {
    answer.headers['set-cookie'] = said.split('; ').map((part, index) => `part${index}=${encodeURIComponent(part)}; Path=/`);
  },
  (answer, said) =>
    replace(answer, 500, JSON.stringify({ error: { code: 'internal', message: `no access for ${said}`, details: { trace: [said] } } })),
  (answer, said) => {
    replace(answer, 302, '');
    answer.headers.location = `https://elsewhere.invalid/login?token=${encodeURIComponent(said)}#${said.replace(/[^\x21-\x7e]/g, '')}`;
  },
  (answer, said) => replace(answer, 200, `Bearer realm=x\n${said.replace(/.{9}/g, '$&\n')}\n`, 'text/plain'),
  (answer, said) => replace(answer, 200, `{"half": "${said.slice(0, 20)}`, 'application/json'),
  (answer, said) => replace(answer, 200, escapedJson({ status: said, [said]: said })),
];

function addMember(answer: WireAnswer, name: string, value: unknown): void {
  const text = answer.body.toString('utf8');
  if (text.startsWith('{') && !text.includes('\n')) answer.body = Buffer.from(JSON.stringify({ ...JSON.parse(text), [name]: value }));
  // A stream of events: one more, split over two lines of data.
  else if (text.startsWith('data:')) {
    const said = JSON.stringify(value);
    answer.body = Buffer.from(`data: ${said.slice(0, 15)}\ndata: ${said.slice(15)}\n\n${text}`);
  } else if (text.startsWith('{')) answer.body = Buffer.from(`${JSON.stringify({ [name]: value })}\n${text}`);
}

function replace(answer: WireAnswer, status: number, body: string, type = 'application/json'): void {
  Object.assign(answer, { status, body: Buffer.from(body), headers: { ...answer.headers, 'content-type': type } });
}

function escapedJson(value: unknown): string {
  return JSON.stringify(value).replace(/[A-Za-z]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
}

describe('No output holds a secret', () => {
  it('whatever a service gives back, in whatever form', async () => {
    let turn = 0;
    const front = await startFront(
      { service: 'runtime', token: SECRETS.token, lowPrivilegeToken: SECRETS['token of little scope'] },
      {
        tamper: ({ headers, body }: WireRequest, answer) => {
          const said = [...credentialsIn(headers), ...(body.includes('variable') ? [body] : [])].join('; ');
          // Every other answer is as it should be, so that the run gets somewhere.
          if (said !== '' && turn % 2 === 0) ECHOES[(turn / 2) % ECHOES.length]?.(answer, said);
          turn += 1;
          return undefined;
        },
      },
    );
    const given = {
      token: SECRETS.token,
      'headers.txt': `X-Client-Secret: ${SECRETS['client secret of a file']}\n`,
      'expired.txt': SECRETS['expired token'],
      'audience.txt': SECRETS['token of another audience'],
      'issuer.txt': SECRETS['token of another issuer'],
      'scope.txt': SECRETS['token of little scope'],
      'vars.yaml': `from_file: ${JSON.stringify(SECRETS['variable of a file'])}\n`,
      'profile.json': JSON.stringify({ description: 'x', metadata: { API_KEY: SECRETS['key in a profile'] } }),
      'arp-conformance.config.yaml': `headers-file: headers.txt\nheader:\n  - "X-Password: ${SECRETS['password of the configuration']}"\n`,
      'acme.yaml': SUITE,
    };
    const cwd = write(temporaryFolder(), given);
    const env = {
      ARP_HEADERS: `Cookie=theme=dark; sid=${SECRETS['cookie of the environment']}`,
      ARP_VAR_FROM_ENV: SECRETS['variable of the environment'],
      HTTPS_PROXY: `http://somebody:${encodeURIComponent(SECRETS['password of a proxy'])}@127.0.0.1:1`,
      GITHUB_STEP_SUMMARY: join(cwd, 'summary.md'),
    };
    const config = join(cwd, 'arp-conformance.config.yaml');
    const key = ['--cert', certificate('client.pem'), '--key', certificate('client.key')];
    const tokens = ['expired', 'audience', 'issuer', 'scope'].flatMap((name) => [`--token-${name}`, `${name}.txt`]);
    const inputs = ['--tool-name', 'x', '--tool-args', JSON.stringify({ api_key: SECRETS['key in the arguments of a tool'] })];
    const flags = ['--token-file', 'token', ...tokens, ...inputs, '--profile-body', 'profile.json', ...key];
    const suites = ['--suite', 'acme.yaml', '--tier', 'full', '--var-file', 'vars.yaml'];
    const address = ['check', 'runtime', '--url', front.url, '--allow-mutations', '--config', config, ...flags, ...suites];
    const reporters = Object.keys(REPORTERS).flatMap((name) => ['--reporter', `${name}=out/${name}`]);
    const some = ['--reporter', 'terminal', '--record', '-v', '--stream-time', '2', '--poll-timeout', '3', '--timeout', '5'];
    const outcome = await runCli([...address, ...reporters, ...some], { cwd, env, patience: 60_000 });
    expect([1, 3], outcome.stderr).toContain(outcome.code);

    const outputs = { stdout: outcome.stdout, stderr: outcome.stderr, ...filesBelow(cwd, given) };
    expect(Object.keys(outputs).length).toBeGreaterThan(Object.keys(REPORTERS).length + 2);
    expectClean(outputs, { ...SECRETS, 'key of the client': KEY_LINE });
    for (const name of ['out/json', 'out/html', 'out/har', 'out/terminal', 'summary.md'])
      expect(outputs[name as 'stdout'], name).toContain('***');

    const report = JSON.parse(outputs['out/json' as 'stdout']) as JsonReport;
    const reflected = report.results.flatMap(({ findings }) => findings).filter(({ kind }) => kind === 'reflected');
    expect(new Set(reflected.map(({ requirement }) => requirement))).toEqual(new Set(['ARP-AU-020']));
    expect(new Set(reflected.map(({ actual }) => actual))).toEqual(
      new Set(['some in the body', 'some in the header x-echo', 'some in the header location', 'some in the header set-cookie']),
    );

    // What is made of reports, and what only shows what would be done.
    const failed = report.results.find(({ exchange, status }) => status === 'FAIL' && exchange?.request_body != null)?.check_id ?? '';
    const later = [
      ['report', 'judge', 'out/json', '--reporter', 'terminal', '--reporter', 'html=later/html', '-v'],
      ['report', 'diff', 'out/json', 'out/json', '--json'],
      ['baseline', 'write', 'out/json', 'later/baseline.yaml', '--reason', 'x', '--owner', 'y'],
      ['vectors', 'record', 'out/json', '--check', failed, '--request', '--out', 'later/vectors'],
      [...address, '--dry-run'],
      [...address, '--print-config'],
    ];
    const done = await Promise.all(later.map((args) => runCli(args, { cwd, env })));
    expectClean(Object.fromEntries(done.map(({ stdout, stderr }, index) => [later[index]?.join(' ') ?? '', stdout + stderr])));
    expectClean(filesBelow(cwd, given));
    expect(existsSync(join(cwd, 'later/baseline.yaml'))).toBe(true);
  }, 90_000);

  it('in pieces, from a command, through a proxy, and after a fault of ours', async () => {
    const pieces: Handler = (request, response) => {
      const said = [request.headers.authorization, request.headers['proxy-authorization'], request.headers['x-short']].join(' ');
      response.writeHead(200, { 'content-type': 'application/json' });
      for (const piece of JSON.stringify(healthBody({ echo: said })).match(/.{1,3}/gs) ?? []) response.write(piece);
      response.end();
    };
    const service = await startService({ health: pieces });
    const proxy = await startProxy(service.port);
    const at = new URL(proxy.url);
    [at.username, at.password] = ['somebody', SECRETS['password of a proxy']];
    const secrets = { ...SECRETS, 'user of the proxy, and all': `somebody:${SECRETS['password of a proxy']}` };
    const command = ['--token-command', `printf %s ${SECRETS.token}`];
    const crash = { NODE_OPTIONS: `--import ${new URL('./preload/crash-with.mjs', import.meta.url).href}` };
    const silent = await startService({ health: silence });
    const [through, short, broken] = await Promise.all([
      runCli(['check', 'runtime', '--url', 'http://service.invalid', ...command, '-v', '--reporter', 'har'], {
        env: { HTTP_PROXY: at.href },
      }),
      runCli([
        'check',
        'runtime',
        '--url',
        service.url,
        '--token-file',
        join(write(temporaryFolder(), { t: 'ab' }), 't'),
        '--format',
        'json',
        '-H',
        'X-Key: xyz',
      ]),
      runCli(['check', 'runtime', '--url', silent.url, '--format', 'json'], { env: { ...crash, ARP_TOKEN: SECRETS.token } }),
    ]);
    expect(through.code, through.stderr).toBe(1);
    expect(proxy.seen.length).toBeGreaterThan(2);
    expectClean({ stdout: through.stdout, stderr: through.stderr }, secrets);

    // A word of two letters is in every report: it is masked where it is known to stand, and the report stays whole.
    const { results } = reportOf(short);
    const sent = results.flatMap(
      ({ exchange }) => (exchange as unknown as { request_headers?: [string, string][] } | null)?.request_headers ?? [],
    );
    expect(new Set(sent.filter(([name]) => name === 'Authorization').map(([, value]) => value))).toEqual(new Set(['Bearer ***']));
    expect(new Set(sent.filter(([name]) => name === 'X-Key').map(([, value]) => value))).toEqual(new Set(['***']));

    expect([broken.code, reportOf(broken).bug]).toEqual([4, expect.stringContaining('TypeError: broken by *** (***, ')]);
    expectClean({ stdout: broken.stdout, stderr: broken.stderr });
  }, 60_000);

  it('in the ledger of what a run has left, and in what cleanup says', async () => {
    const { token } = SECRETS;
    const ids = (answer: WireAnswer): void => {
      const text = answer.body.toString('utf8');
      if (text.includes('"instance_id"'))
        answer.body = Buffer.from(text.replaceAll(/"instance_id":"([^"]*)"/g, `"instance_id":"$1-${token}"`));
    };
    const front = await startFront({ service: 'daemon', token }, { tamper: (_request, answer) => void ids(answer) });
    const cwd = temporaryFolder();
    const env = { ARP_TOKEN: token };
    const flags = ['--tier', 'core', '--allow-mutations', '--no-cleanup', '--include', '*.instance*', '--format', 'json'];
    const run = await runCli(['check', 'daemon', '--url', front.url, ...flags], { cwd, env, patience: 30_000 });
    const [ledger = ''] = readdirSync(cwd);
    expect(ledger, run.stderr).toMatch(/\.ledger$/);
    expectClean({ stdout: run.stdout, stderr: run.stderr, ...filesBelow(cwd) });
    for (const args of [[], [ledger, '--url', front.url, '--dry-run'], [ledger, '--url', front.url]]) {
      const { stdout, stderr } = await runCli(['cleanup', ...args], { cwd, env });
      expectClean({ stdout, stderr, ...filesBelow(cwd) });
      expect(stdout).not.toBe('');
    }
  }, 60_000);

  it('in what is said of bad input', async () => {
    const secret = 'slipped-0cc175b9c0f1b6a8';
    const service = await startService({ health: json(healthBody()) });
    const cwd = write(temporaryFolder(), {
      'token.txt': `${secret} and more`,
      'headers.txt': `Authorization Bearer ${secret}==\n`,
      'report.json': `${secret}\n`,
      'bang/arp-conformance.config.yaml': `token-file: !${secret} x\n`,
      'star/arp-conformance.config.yaml': `header: *${secret}\n`,
      'named/arp-conformance.config.yaml': `token: ${secret}\n`,
      'url/arp-conformance.config.yaml': `url: "http://u:${secret}@host"\n`,
      'targets.yaml': `targets:\n  - { name: a, service: runtime, url: "http://h/?token=${secret}" }\n`,
      'vars.yaml': `- ${secret}\n`,
      'acme.yaml': SUITE,
    });
    const check = ['check', 'runtime', '--url', service.url];
    const bad: (readonly [args: readonly string[], place?: string])[] = [
      [['check', 'runtime', '--url', `http://u:${secret}@[x`]],
      [['check', 'runtime', '--url', `u:${secret}@host:80`]],
      [['check', 'runtime', '--url', `http://host/?key=${secret}`]],
      [[...check, `--token=${secret}`]],
      [[...check, '--token-file', 'token.txt']],
      [[...check, '--token-command', `echo ${secret} twice`]],
      [[...check, '--headers-file', 'headers.txt']],
      [[...check, '-H', `Bearer ${secret}:x`]],
      [[...check, '--suite', 'acme.yaml', '--allow-mutations', '--var', `from_file=${secret}`]],
      [[...check, '--suite', 'acme.yaml', '--allow-mutations', '--var-file', 'vars.yaml']],
      [['check', '--targets', 'targets.yaml']],
      [['report', 'show', 'report.json']],
      [['init', 'runtime', '--url', `http://u:${secret}@host`]],
      [check, 'bang'],
      [check, 'star'],
      [check, 'named'],
      [['check', 'runtime'], 'url'],
    ];
    const done = await Promise.all(bad.map(([args, place]) => runCli(args, { cwd: place === undefined ? cwd : join(cwd, place) })));
    for (const [index, { code, stdout, stderr }] of done.entries()) {
      const what = bad[index]?.flat().join(' ') ?? '';
      expect([code, stderr], what).toEqual([2, expect.stringMatching(/\S/)]);
      expect(tracesOf({ secret }, stdout + stderr), what).toEqual([]);
    }
    const { stdout, stderr } = await runCli(['doctor', service.url], {
      cwd: join(cwd, 'bang'),
      env: { HTTP_PROXY: `http://u:${secret}@127.0.0.1:1` },
    });
    expect(tracesOf({ secret }, stdout + stderr)).toEqual([]);
  }, 60_000);
});
