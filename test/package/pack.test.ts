import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };

const folder = mkdtempSync(join(tmpdir(), 'arp-conformance-pack-'));
/** Far from the checkout and from where the package is installed. */
const elsewhere = join(folder, 'else', 'where');
const home = join(folder, 'home');
const installed = join(home, 'node_modules', name);
const bin = join(home, 'node_modules', '.bin', name);
/** npm without what this very run of npm, and the machine, say about it. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_(?!config_(registry|userconfig))/i.test(key)));

let service: ChildProcess;
let url = '';
let files: readonly string[] = [];

beforeAll(async () => {
  mkdirSync(elsewhere, { recursive: true });
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true }');
  const env = environment;
  await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: root, env });
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--offline', '--silent'];
  await run('npm', ['install', '--prefix', home, join(folder, `${name}-${version}.tgz`), ...quiet], { cwd: elsewhere, env });
  files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(installed, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();

  service = spawn(bin, ['serve', 'runtime'], { cwd: elsewhere, stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once((service.stdout ?? expect.fail()).setEncoding('utf8'), 'data');
  url = /http:\/\/\S+/.exec(line)?.[0] ?? '';
});

afterAll(async () => {
  if (service.exitCode === null && service.kill('SIGINT')) await once(service, 'exit');
  rmSync(folder, { recursive: true, force: true });
});

/** What of the list is in folders that begin so. */
const under = (start: string): readonly string[] => files.filter((file) => file.startsWith(start));
const ours = (start: string): readonly string[] =>
  readdirSync(join(root, start), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();

describe('What is in the package', () => {
  it('stands in these folders', () => {
    expect([...new Set(files.map((file) => file.split('/')[0]))]).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'THIRD_PARTY_LICENSES',
      'action.yml',
      'bin',
      'deploy',
      'dist',
      'docs',
      'package.json',
      'reports',
      'spec',
      'suites',
      'vectors',
    ]);
    expect([...new Set(under('dist/').map((file) => file.split('/')[1]))]).toEqual(['core.cjs', 'index.js', 'parts', 'types', 'vitest.js']);
    expect(under('bin/')).toEqual(['bin/arp-conformance.js', 'bin/package.json']);
  });

  it.each(['spec', 'suites', 'vectors', 'reports', 'docs'])('all of %s/', (top) => {
    expect(under(`${top}/`)).toEqual(ours(top));
  });

  it('the schemas of suites and reports, and samples of reports', () => {
    expect(files).toContain('suites/suite.schema.json');
    expect(files).toContain('reports/report.schema.json');
    expect(files).toContain('reports/baseline.schema.json');
    expect(under('reports/samples/').length).toBeGreaterThan(0);
  });

  it('neither sources, nor tests, nor source maps', () => {
    const unwanted = files.filter((file) => /\.map$|\.test\.|(?<!\.d)\.ts$|^(src|test|scripts|bench|build|node_modules)\//.test(file));
    expect(unwanted).toEqual([]);
    expect(files.filter((file) => file.endsWith('.d.ts') && !file.startsWith('dist/types/'))).toEqual([]);
  });

  it('no folder of the machine that built it', () => {
    const places = [`${root}/`, `${homedir()}/`, root.replaceAll('/', '\\')];
    const telling = files.filter((file) => {
      const text = readFileSync(join(installed, file), 'utf8');
      return places.some((place) => text.includes(place)) || /sourceMappingURL/.test(text);
    });
    expect(telling).toEqual([]);
  });

  it('needs no other package', () => {
    expect(readdirSync(join(home, 'node_modules')).filter((entry) => !entry.startsWith('.'))).toEqual([name]);
  });
});

describe('THIRD_PARTY_LICENSES', () => {
  const { inputs } = JSON.parse(readFileSync(join(root, 'build/meta.json'), 'utf8')) as { inputs: Record<string, unknown> };
  const folders = Object.keys(inputs).flatMap((file) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const bundled = [...new Set(folders)].sort();

  it('there is code of others inside', () => {
    expect(bundled).toContain('node_modules/undici');
    expect(bundled).toContain('node_modules/commander');
  });

  it.each(bundled)('names %s, with the text of its licence', (folder) => {
    const text = readFileSync(join(installed, 'THIRD_PARTY_LICENSES'), 'utf8');
    const source = join(root, folder);
    const dependency = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { name: string; version: string; license: string };
    expect(text.includes(`${dependency.name} ${dependency.version} (${dependency.license})\n`)).toBe(true);
    const licence = readdirSync(source).find((entry) => /^(licen[cs]e|copying)/i.test(entry)) ?? expect.fail('no licence file');
    expect(text.includes(readFileSync(join(source, licence), 'utf8').trim())).toBe(true);
  });
});

describe('The installed command', () => {
  it('tells its version', async () => {
    const { stdout } = await run(bin, ['--version'], { cwd: elsewhere });
    expect(stdout).toBe(`${name} ${version}\n`);
  });

  it('checks a service, far from the checkout', async () => {
    const { stdout } = await run(bin, ['check', 'runtime', '--url', url], { cwd: elsewhere });
    expect(stdout).toContain('CONFORMANT');
  });

  it('takes the spec that came with it as another copy', async () => {
    const path = join(installed, 'spec/v1');
    const { stdout } = await run(bin, ['check', 'runtime', '--url', url, '--spec-path', path], { cwd: elsewhere });
    expect(stdout).toContain('CONFORMANT');
  });

  it('writes every report', async () => {
    const reports = ['json=out/report.json', 'junit=out/report.xml'].flatMap((report) => ['--reporter', report]);
    await run(bin, ['check', 'runtime', '--url', url, ...reports], { cwd: elsewhere });
    expect(existsSync(join(elsewhere, 'out/report.json'))).toBe(true);
    expect(readFileSync(join(elsewhere, 'out/report.xml'), 'utf8')).toContain('<testsuite ');
  });
});

describe('The installed command in a project', () => {
  it('begins a baseline with the line by which an editor finds its schema', async () => {
    const cwd = join(home, 'sub');
    mkdirSync(cwd);
    await run(bin, ['check', 'runtime', '--url', url, '--reporter', 'json=report.json'], { cwd });
    await run(bin, ['baseline', 'write', 'report.json', 'known.yaml', '--reason', 'a', '--owner', 'b'], { cwd });
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(join(cwd, 'known.yaml'), 'utf8')) ?? [];
    expect(existsSync(join(cwd, schema)), schema).toBe(true);
  });
});

describe('The installed library', () => {
  it('checks a service', async () => {
    const file = join(home, 'program.mjs');
    writeFileSync(
      file,
      `import { check, judge, reporters, UsageError } from ${JSON.stringify(name)};
       const report = await check({ service: 'runtime', url: process.argv[2], record: true });
       const { ok, results } = report;
       const again = JSON.stringify(await judge(report)) === JSON.stringify(report);
       const drawn = (await reporters.junit(report)).includes('<testsuite ');
       const refused = await check({ service: 'runtime', url: 'nonsense' }).catch((error) => error instanceof UsageError);
       console.log(JSON.stringify({ ok, checks: results.length > 0, again, drawn, refused }));`,
    );
    const { stdout } = await run(process.execPath, [file, url], { cwd: elsewhere });
    expect(JSON.parse(stdout)).toEqual({ ok: true, checks: true, again: true, drawn: true, refused: true });
  });

  it('has types that need nothing besides', async () => {
    writeFileSync(
      join(home, 'program.ts'),
      `import { check, judge, type ReportDocument, type ReporterName, reporters } from ${JSON.stringify(name)};
       export const report: Promise<ReportDocument> = check({ service: 'runtime', url: 'http://127.0.0.1' });
       export const outcomes: Promise<string[]> = report.then(({ results }) => results.map(({ status }) => status));
       export const again: Promise<ReportDocument> = report.then((one) => judge(one, { strict: true }));
       const name: ReporterName = 'junit';
       export const drawn: Promise<string> = again.then((one) => reporters[name](one, { width: 80 }));
       // @ts-expect-error there is no such reporter
       reporters.pdf;
       // @ts-expect-error a service has a URL
       check({ service: 'runtime' });`,
    );
    const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    await expect(run(process.execPath, [compiler, ...options, 'program.ts'], { cwd: home })).resolves.toMatchObject({ stdout: '' });
  });
});
