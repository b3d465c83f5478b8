import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Outcome, temporaryFolder } from './command.js';
import { runInside } from './inside.js';
import { certificate, startService, type TinyService } from './service.js';

/** One command line that cannot be carried out. URL stands for the address of a service that must hear nothing. */
interface BadInput {
  readonly args: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Arguments that hold spaces or control characters. */
  readonly more?: readonly string[];
}

const check = 'check runtime --url URL';
const CASES: Readonly<Record<string, BadInput>> = {
  'no URL': { args: 'check runtime' },
  'no URL for check all': { args: 'check all' },
  '--url with check all': { args: 'check all --url URL' },
  'no service': { args: 'check --url URL' },
  'a URL without a scheme': { args: 'check runtime --url 127.0.0.1:8080' },
  'a host name alone': { args: 'check runtime --url localhost' },
  ftp: { args: 'check runtime --url ftp://127.0.0.1/' },
  file: { args: 'check runtime --url file:///etc/passwd' },
  'a URL with credentials': { args: 'check runtime --url http://user:very-secret@127.0.0.1:1/' },
  'a URL with a query': { args: 'check runtime --url http://127.0.0.1:1/?a=b' },
  'a URL with an empty query': { args: 'check runtime --url http://127.0.0.1:1/?' },
  'a URL with a fragment': { args: 'check runtime --url http://127.0.0.1:1/#top' },
  'a URL with a port that is none': { args: 'check runtime --url http://127.0.0.1:99999/' },
  'a URL with spaces': { args: 'check runtime', more: ['--url', 'http://a b/'] },
  'an empty URL': { args: 'check runtime', more: ['--url', ''] },
  'a URL given twice': { args: `${check} --url` },
  'a URL in ARP_URL without a scheme': { args: 'check runtime', env: { ARP_URL: '127.0.0.1' } },
  'an unknown service': { args: 'check runtimes --url URL' },
  'a service that nobody could mean': { args: 'check xyzzy --url URL' },
  'an unknown tier': { args: `${check} --tier smok` },
  'an unknown format': { args: `${check} --format junitt` },
  'an unknown reporter': { args: `${check} --reporter jsn` },
  'a reporter without a file name': { args: `${check} --reporter json=` },
  'two reports for stdout': { args: `${check} --reporter json --reporter terminal` },
  'two reports for one file': { args: `${check} --reporter json=a --reporter junit=a` },
  'two reports for one file under two names': { args: `${check} --reporter json=a --reporter junit=./a` },
  'an unknown colour mode': { args: `${check} --color sometimes` },
  'an unknown auth mode': { args: `${check} --auth maybe` },
  'an unknown revision': { args: `${check} --spec v2` },
  'an unknown flag': { args: `${check} --timout 3` },
  'an unknown short flag': { args: `${check} -x` },
  'an unknown command': { args: 'chekc runtime --url URL' },
  'a word too many': { args: `${check} extra` },
  'a flag without its value': { args: 'check runtime --url' },
  'a negative timeout': { args: `${check} --timeout -1` },
  'a negative timeout with an equals sign': { args: `${check} --timeout=-1` },
  'no timeout': { args: `${check} --timeout 0` },
  'a timeout that is no number': { args: `${check} --timeout ten` },
  'a timeout with a unit': { args: `${check} --timeout 10s` },
  'an endless timeout': { args: `${check} --timeout Infinity` },
  'a timeout in hexadecimal': { args: `${check} --timeout 0x10` },
  'an empty timeout': { args: check, more: ['--timeout', ''] },
  'a negative wait': { args: `${check} --wait=-3` },
  'half a retry': { args: `${check} --retries 1.5` },
  'no jobs': { args: `${check} --jobs 0` },
  'a crowd of jobs': { args: `${check} --jobs 1000000` },
  'a body size of no known unit': { args: `${check} --max-body 8XB` },
  'a body size of nothing': { args: `${check} --max-body 0` },
  'a body size beyond bounds': { args: `${check} --max-body 100GiB` },
  'a header without a colon': { args: `${check} -H X-Team` },
  'a header without an equals sign': { args: `${check} --headers X-Team` },
  'a header without a name': { args: check, more: ['-H', ': value'] },
  'a header whose name has a space': { args: check, more: ['-H', 'X Team: a'] },
  'a header with a line break': { args: check, more: ['-H', 'X-Team: a\r\nX-Evil: 1'] },
  'a header with a line feed': { args: check, more: ['--headers', 'X-Team=a\nX-Evil=1'] },
  'a header beyond Latin-1': { args: check, more: ['-H', 'X-Team: 統'] },
  'a header that would break the framing': { args: check, more: ['-H', 'Content-Length: 5'] },
  'a header that would send chunks': { args: check, more: ['-H', 'Transfer-Encoding: chunked'] },
  'a header file that is not there': { args: `${check} --headers-file nowhere.txt` },
  'a header file that is a folder': { args: `${check} --headers-file .` },
  'a header file with a line that is none': { args: `${check} --headers-file h.txt`, files: { 'h.txt': '# ours\nX-Team: a\nnonsense\n' } },
  'a token file that is not there': { args: `${check} --token-file nowhere.txt` },
  'a token file that is empty': { args: `${check} --token-file t.txt`, files: { 't.txt': ' \n' } },
  'a token file of two lines': { args: `${check} --token-file t.txt`, files: { 't.txt': 'first-secret\nsecond-secret\n' } },
  'a token with a space': { args: check, env: { ARP_TOKEN: 'very secret' } },
  'a token and an Authorization header': { args: check, more: ['-H', 'Authorization: Bearer x'], env: { ARP_TOKEN: 'token-1' } },
  'auth required and no credentials': { args: `${check} --auth required` },
  'a token file and a token command': {
    args: `${check} --token-file t.txt`,
    more: ['--token-command', 'cat t.txt'],
    files: { 't.txt': 'first-secret' },
  },
  'a token command that fails': { args: check, more: ['--token-command', 'echo very-secret; exit 3'] },
  'a token command that writes nothing': { args: check, more: ['--token-command', 'true'] },
  'a token command that writes two lines': { args: check, more: ['--token-command', 'echo first-secret; echo second-secret'] },
  'a token command that is none': { args: check, more: ['--token-command', './no-such-program'] },
  'an empty token command': { args: check, more: ['--token-command', ''] },
  'a file for a token to refuse that is not there': { args: `${check} --token-expired nowhere.jwt` },
  'a token to refuse of two words': { args: `${check} --token-scope t.txt`, files: { 't.txt': 'very secret' } },
  'arguments without a tool': { args: 'check tool-registry --url URL', more: ['--tool-args', '{}'] },
  'arguments that are not JSON': { args: 'check tool-registry --url URL --tool-id a', more: ['--tool-args', '{a: 1}'] },
  'arguments that are a list': { args: 'check tool-registry --url URL --tool-id a', more: ['--tool-args', '[1]'] },
  'arguments in a file that is not there': { args: 'check tool-registry --url URL --tool-id a --tool-args @nowhere.json' },
  'arguments in no file': { args: 'check tool-registry --url URL --tool-id a --tool-args @' },
  'an empty tool id': { args: 'check tool-registry --url URL', more: ['--tool-id', ''] },
  'a profile body that is not there': { args: 'check daemon --url URL --profile-body nowhere.json' },
  'a profile body that is not JSON': { args: 'check daemon --url URL --profile-body p.json', files: { 'p.json': 'a: 1' } },
  'a profile body that is null': { args: 'check daemon --url URL --profile-body p.json', files: { 'p.json': 'null' } },
  'a profile body that no service may take': {
    args: 'check daemon --url URL --tier core --allow-mutations --profile-body p.json',
    files: { 'p.json': '{"runtime_profile":"a"}' },
  },
  'a rate of nothing': { args: `${check} --rate 0/s` },
  'a rate in minutes': { args: `${check} --rate 5/min` },
  'no requests at all': { args: `${check} --max-requests 0` },
  'an unknown weight of what is implied': { args: `${check} --implied maybe` },
  'core without a word on mutations': { args: `${check} --tier core` },
  'full without a word on mutations': { args: `${check} --tier full` },
  'deep without a word on mutations': { args: `${check} --tier deep` },
  'read-only and mutations': { args: `${check} --read-only --allow-mutations` },
  'an include that fits no check': { args: `${check} --include runtime.helth` },
  'an exclude that fits no check': { args: `${check} --exclude daemon.*` },
  'nothing left to check': { args: `${check} --exclude *` },
  'a certificate authority that is not there': { args: `${check} --cacert nowhere.pem` },
  'a certificate authority that is none': { args: `${check} --cacert c.pem`, files: { 'c.pem': 'hello\n' } },
  'a certificate without its key': { args: `${check} --cert ${certificate('client.pem')}` },
  'a key without its certificate': { args: `${check} --key ${certificate('client.key')}` },
  'a certificate with the key of another': { args: `${check} --cert ${certificate('client.pem')} --key ${certificate('server.key')}` },
  'a configuration file that is not there': { args: `${check} --config nowhere.yaml` },
  'a configuration with an unknown key': { args: `${check} --config c.yaml`, files: { 'c.yaml': '# ours\ntier: smoke\n  \ntimout: 3\n' } },
  'a configuration with a wrong value': { args: `${check} --config c.yaml`, files: { 'c.yaml': 'tier: smoke\njobs: many\n' } },
  'a configuration with a list where one value belongs': { args: `${check} --config c.yaml`, files: { 'c.yaml': 'tier: [smoke, core]\n' } },
  'a configuration with a wrong header in a list': {
    args: `${check} --config c.yaml`,
    files: { 'c.yaml': "header:\n  - 'X-Team: a'\n  - nonsense\n" },
  },
  'a configuration with a setting without a value': { args: `${check} --config c.yaml`, files: { 'c.yaml': 'tier:\n' } },
  'a configuration with a token': { args: `${check} --config c.yaml`, files: { 'c.yaml': 'token: very-secret\n' } },
  'a configuration with a key twice': { args: `${check} --config c.yaml`, files: { 'c.yaml': 'tier: smoke\ntier: core\n' } },
  'a configuration that names a configuration': { args: `${check} --config c.yaml`, files: { 'c.yaml': 'config: d.yaml\n' } },
  'a configuration that is not YAML': { args: `${check} --config c.yaml`, files: { 'c.yaml': 'tier: "smoke\nurl: x\n' } },
  'a configuration with tabs': { args: `${check} --config c.yaml`, files: { 'c.yaml': 'header:\n\t- "a: b"\n' } },
  'a configuration that is a list': { args: `${check} --config c.yaml`, files: { 'c.yaml': '- tier\n' } },
  'a configuration of two documents': { args: `${check} --config c.yaml`, files: { 'c.yaml': 'tier: smoke\n---\ntier: core\n' } },
  'a configuration that is a folder': { args: `${check} --config .` },
  'a found configuration with an unknown key': { args: check, files: { 'arp-conformance.config.yaml': 'jsbo: 3\n' } },
  'a wrong value in the environment': { args: check, env: { ARP_TIMEOUT: 'soon' } },
  'a wrong switch in the environment': { args: check, env: { ARP_STRICT: 'perhaps' } },
  'a report that cannot be written: the folder is a file': { args: `${check} --reporter json=f.txt/out.json`, files: { 'f.txt': '' } },
  'a report that cannot be written: it is a folder': { args: `${check} --format json --out d`, files: { 'd/x': '' } },
  'a spec that is not there': { args: `${check} --spec-path nowhere` },
  'serve without a service': { args: 'serve' },
  'serve of an unknown service': { args: 'serve runtme' },
  'serve on a port that is none': { args: 'serve runtime --port 70000' },
  'serve with an unknown fault': { args: 'serve runtime --fault no-such-fault' },
};

describe('Bad input', () => {
  const runs = new Map<string, ReturnType<typeof run>>();
  /** Runs each case once, whichever test comes first. */
  const outcomeOf = (name: string, bad: BadInput): ReturnType<typeof run> => {
    const outcome = runs.get(name) ?? run(bad);
    runs.set(name, outcome);
    return outcome;
  };
  for (const [name, bad] of Object.entries(CASES)) {
    it(`${name}: exit code 2, one clear sentence, nothing sent`, async () => {
      const { code, stdout, stderr, requests } = await outcomeOf(name, bad);
      expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
      expect(requests).toEqual([]);
      // Some things are found out when connections are made ready, when the opening line has been shown.
      expect(stderr.replace(/^checking the .*\n/, '')).toMatch(/^arp-conformance: /);
      expect(stderr).not.toMatch(/^\s+at |very-secret|first-secret|undefined|\[object/m);
      expect(stderr.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f]/);
    });
  }

  it('is told in the words of test/cli/golden/bad-input.txt', async () => {
    const text: string[] = [];
    for (const [name, bad] of Object.entries(CASES)) text.push(`# ${name}\n${(await outcomeOf(name, bad)).stderr}`);
    await expect(text.join('\n')).toMatchFileSnapshot('golden/bad-input.txt');
  }, 60_000);

  async function run({ args, env, files, more = [] }: BadInput): Promise<Outcome & Pick<TinyService, 'requests'>> {
    const service = await startService();
    const cwd = temporaryFolder();
    for (const [file, text] of Object.entries(files ?? {})) {
      mkdirSync(join(cwd, file, '..'), { recursive: true });
      writeFileSync(join(cwd, file), text);
    }
    const words = args.split(' ').map((word) => (word === 'URL' ? service.url : word));
    const outcome = await runInside([...words, ...more], { cwd, ...(env === undefined ? {} : { env }) });
    const plain = (text: string): string =>
      text.replaceAll(cwd, 'CWD').replaceAll(certificate(''), 'CERTIFICATES/').replaceAll(service.url, 'URL');
    return { ...outcome, stderr: plain(outcome.stderr), requests: service.requests };
  }
});
