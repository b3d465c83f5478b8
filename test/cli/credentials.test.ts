import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CommandSettings, temporaryFolder } from './command.js';
import { runInside } from './inside.js';
import { body, type Handler, healthBody, json, type SeenRequest, startService, type TinyService, versionBody } from './service.js';

const TOKEN = 'tok-5d41402abc4b2a76b9719d911017c592';
const file = (text: string): string => {
  const path = join(temporaryFolder(), 'secret.txt');
  writeFileSync(path, text);
  return path;
};
const authorizations = (requests: readonly SeenRequest[]): (string | undefined)[] =>
  requests.map(({ headers }) => headers.authorization).sort();

describe('Credentials', () => {
  const ways: Readonly<Record<string, () => { args?: string[] } & CommandSettings>> = {
    ARP_TOKEN: () => ({ env: { ARP_TOKEN: TOKEN } }),
    '--token-file': () => ({ args: ['--token-file', file(`${TOKEN}\n`)] }),
    '-H': () => ({ args: ['-H', `Authorization: Bearer ${TOKEN}`] }),
    '--header': () => ({ args: [`--header=authorization:Bearer ${TOKEN}`] }),
    '--headers': () => ({ args: ['--headers', `Authorization=Bearer ${TOKEN}`] }),
    '--headers-file with colons': () => ({ args: ['--headers-file', file(`# ours\n\nAuthorization: Bearer ${TOKEN}\r\nX-Team: a=b\n`)] }),
    '--headers-file with equals signs': () => ({ args: ['--headers-file', file(`Authorization=Bearer ${TOKEN}\n`)] }),
    ARP_HEADER: () => ({ env: { ARP_HEADER: `Authorization: Bearer ${TOKEN}\nX-Team: a` } }),
    ARP_TOKEN_FILE: () => ({ env: { ARP_TOKEN_FILE: file(TOKEN) } }),
  };
  for (const [name, way] of Object.entries(ways)) {
    it(`by ${name} arrive with every request but those that must go without`, async () => {
      const { args = [], ...settings } = way();
      const { url, requests } = await startService();
      const { code, stdout, stderr } = await runInside(['check', 'runtime', '--url', url, ...args], settings);
      expect(code, stdout + stderr).toBe(0);
      expect(authorizations(requests)).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`, `Bearer ${TOKEN}`, undefined, undefined]);
      expect(stdout + stderr).not.toContain(TOKEN);
    });
  }

  it('that are a cookie alone are sent too, but not where none must be', async () => {
    const { url, requests } = await startService();
    await runInside(['check', 'runtime', '--url', url, '-H', 'Cookie: session=12345678']);
    const cookies = requests.map(({ headers }) => headers.cookie);
    expect(cookies.filter((cookie) => cookie === 'session=12345678').length).toBe(3);
    expect(cookies.filter((cookie) => cookie === undefined).length).toBe(2);
  });

  it('are absent from all requests when there are none', async () => {
    const { url, requests } = await startService();
    await runInside(['check', 'runtime', '--url', url]);
    expect(authorizations(requests)).toEqual([undefined, undefined, undefined]);
  });

  it('the token file is stronger than ARP_TOKEN, as a flag is', async () => {
    const { url, requests } = await startService();
    await runInside(['check', 'runtime', '--url', url, '--token-file', file('from-the-file')], { env: { ARP_TOKEN: TOKEN } });
    expect(authorizations(requests)).toContain('Bearer from-the-file');
    expect(authorizations(requests)).not.toContain(`Bearer ${TOKEN}`);
  });
});

describe('Every request', () => {
  it('says who sends it and in which run', async () => {
    const { url, requests } = await startService();
    await runInside(['check', 'runtime', '--url', url]);
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    for (const { headers } of requests) {
      expect(headers['user-agent']).toBe(`arp-conformance/${version}`);
      expect(headers.accept).toBe('application/json');
      expect(headers['arp-conformance-run']).toMatch(/^arpc-[a-z0-9-]+$/);
    }
    expect(new Set(requests.map(({ headers }) => headers['arp-conformance-run'])).size).toBe(1);
  });

  it('carries the headers of the user, which may replace ours', async () => {
    const { url, requests } = await startService();
    const { code } = await runInside([
      'check',
      'runtime',
      '--url',
      url,
      '-H',
      'X-Team: a b',
      '-H',
      'User-Agent: mine',
      '--headers',
      'X-Empty=',
      '--headers',
      'X-Url=http://x/?a=b',
    ]);
    expect(code).toBe(0);
    for (const { headers } of requests)
      expect(headers).toMatchObject({ 'x-team': 'a b', 'user-agent': 'mine', 'x-empty': '', 'x-url': 'http://x/?a=b' });
  });
});

describe('The token', () => {
  /** Where a service may put what it was sent, so that a report quotes it. */
  const echoes: Readonly<Record<string, { health?: Handler; version?: Handler }>> = {
    'in an unknown property': { health: (q, r) => json(healthBody({ echo: q.headers.authorization }))(q, r) },
    'in the name of an unknown property': { health: (q, r) => json(healthBody({ [String(q.headers.authorization)]: 1 }))(q, r) },
    'in its own name': { version: (q, r) => json(versionBody({ service_name: q.headers.authorization ?? 'tiny' }))(q, r) },
    'in a header': { health: (q, r) => body('{}', { location: String(q.headers.authorization) }, 302)(q, r) },
    'in the media type': { health: (q, r) => body('x', { 'content-type': String(q.headers.authorization) })(q, r) },
    'in text that is not JSON': { health: (q, r) => body(`so you are ${q.headers.authorization}`)(q, r) },
    'after the JSON value': { health: (q, r) => body(`${JSON.stringify(healthBody())}${q.headers.authorization}`)(q, r) },
    'at the edge of what is quoted of a value': {
      health: (q, r) => json(healthBody({ echo: `${'-'.repeat(100)}${q.headers.authorization}` }))(q, r),
    },
    'at the edge of what is quoted of a body': { health: (q, r) => body(`${'-'.repeat(4080)}${q.headers.authorization}`)(q, r) },
    'in base64': { health: (q, r) => json(healthBody({ echo: Buffer.from(TOKEN).toString('base64'), more: q.url }))(q, r) },
    'percent-encoded': {
      health: (q, r) => body('{}', { location: `http://x.test/?t=${encodeURIComponent(String(q.headers.authorization))}` }, 302)(q, r),
    },
  };
  /** No report may hold so much of it in a row, in whatever encoding. */
  const pieces = [TOKEN.slice(0, 12), TOKEN.slice(-12), Buffer.from(TOKEN).toString('base64').slice(4, 24)];

  const everyReport = async (service: TinyService, token: string, args: string[] = []): Promise<Record<string, string>> => {
    const folder = temporaryFolder();
    const reporters = ['--reporter', 'terminal', '--reporter', `json=${folder}/out.json`, '--reporter', `junit=${folder}/out.xml`];
    const { stdout, stderr } = await runInside(['check', 'runtime', '--url', service.url, '-v', ...reporters, ...args], {
      env: { ARP_TOKEN: token },
    });
    return { stdout, stderr, json: readFileSync(`${folder}/out.json`, 'utf8'), junit: readFileSync(`${folder}/out.xml`, 'utf8') };
  };

  for (const [name, settings] of Object.entries(echoes)) {
    it(`is in no output when the service echoes it ${name}`, async () => {
      const service = await startService(settings);
      const outputs = await everyReport(service, TOKEN);
      for (const [output, text] of Object.entries(outputs)) {
        for (const piece of pieces) expect(text.includes(piece), `${output} holds ${piece}`).toBe(false);
      }
    });
  }

  it('is in no output though it has characters that reports escape', async () => {
    const token = 'a"b\\c&d<e>f\'g%20h/+==';
    const service = await startService({ health: (q, r) => json(healthBody({ echo: q.headers.authorization }))(q, r) });
    const outputs = await everyReport(service, token);
    const escaped = ['a"b\\c', 'a\\"b\\\\c', 'a&quot;b', '&amp;d&lt;e', "d<e>f'g", 'f&apos;g', 'g%20h/+', '%3Ce%3E'];
    for (const [output, text] of Object.entries(outputs)) {
      for (const piece of escaped) expect(text.includes(piece), `${output} holds ${piece}`).toBe(false);
    }
    expect(() => JSON.parse(outputs.json ?? '')).not.toThrow();
  });

  it('is not mistaken for a word of the report: a token "json" or "1" breaks none', async () => {
    const service = await startService();
    for (const token of ['json', 'status', '1']) {
      const outputs = await everyReport(service, token);
      expect(() => JSON.parse(outputs.json ?? ''), token).not.toThrow();
    }
  });

  it('is shown by neither --print-config nor --dry-run', async () => {
    const env = { ARP_TOKEN: TOKEN };
    for (const flag of ['--print-config', '--dry-run']) {
      const { code, stdout, stderr } = await runInside(
        ['check', 'runtime', '--url', 'http://127.0.0.1:1', '-H', `X-Api-Key: ${TOKEN}`, flag],
        { env },
      );
      expect(code, stderr).toBe(0);
      expect(stdout + stderr, flag).not.toContain(TOKEN);
    }
  });

  it('is in no error message', async () => {
    for (const token of [`${TOKEN} x`, `${TOKEN}\u00e9`]) {
      const { code, stdout, stderr } = await runInside(['check', 'runtime', '--url', 'http://127.0.0.1:1'], { env: { ARP_TOKEN: token } });
      expect(code).toBe(2);
      expect(stdout + stderr).not.toContain(TOKEN);
    }
  });

  it('of a cookie or of an API key is not in the report either', async () => {
    const service = await startService({
      health: (q, r) => json(healthBody({ echo: `${q.headers.cookie} ${q.headers['x-api-key']}` }))(q, r),
    });
    const outputs = await everyReport(service, TOKEN, ['-H', 'Cookie: session=cookie-secret-1', '-H', 'X-Api-Key: key-secret-2']);
    for (const [output, text] of Object.entries(outputs)) expect(text, output).not.toMatch(/cookie-secret-1|key-secret-2/);
  });
});
