// How long a whole gate job takes, from nothing to three reports: node bench/gate.mjs [--rounds N] [--python PATH] [--checker NAME==VERSION]
// Ours: npx runs the packed file with an empty npm cache and an empty home. Beside it the Python checker: a new virtual environment, pip
// without a cache, one run; pip has to fetch its packages, which the packed file brings with it. Skipped by name where it cannot be had.
// Prints figures and asserts nothing: a machine that does other things as well would fail any test of them.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLI = join(ROOT, 'bin/arp-conformance.js');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    python: { type: 'string', default: 'python3' },
    checker: { type: 'string', default: 'arp-conformance==0.2.6' },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds takes a number of rounds, not ${values.rounds}`);

const folder = mkdtempSync(join(tmpdir(), 'arp-conformance-gate-'));
const service = spawn(process.execPath, [CLI, 'serve', 'runtime'], { stdio: ['ignore', 'pipe', 'ignore'] });
try {
  const url = /http:\S+/.exec(String((await once(service.stdout, 'data'))[0]))[0];
  run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT });
  const [own, python] = [[], []];
  let why;
  for (let round = 0; round < rounds; round += 1) {
    own.push(ours(url));
    const steps = why === undefined ? theirs(url) : undefined;
    if (typeof steps === 'string') why = steps;
    else if (steps !== undefined) python.push(steps);
  }
  print(own, python, why);
} finally {
  service.kill('SIGINT');
  rmSync(folder, { recursive: true, force: true });
}

/** Milliseconds of the steps of our job. */
function ours(url) {
  const job = join(folder, 'job');
  mkdirSync(join(job, 'home'), { recursive: true });
  const env = { PATH: process.env.PATH, HOME: join(job, 'home'), CI: 'true', npm_config_cache: join(job, 'cache') };
  const reports = ['terminal', 'json=reports/arp.json', 'junit=reports/arp.xml'].flatMap((name) => ['--reporter', name]);
  const packed = `arp-conformance-${version}.tgz`;
  copyFileSync(join(folder, packed), join(job, packed));
  const start = performance.now();
  run('npx', ['--yes', `./${packed}`, 'check', 'runtime', '--url', url, ...reports], { cwd: job, env });
  const whole = performance.now() - start;
  for (const file of ['arp.json', 'arp.xml']) if (!existsSync(join(job, 'reports', file))) throw new Error(`${file} was not written`);
  rmSync(job, { recursive: true });
  return { whole };
}

/** Milliseconds of the steps of the other job, or why there is none. */
function theirs(url) {
  const job = join(folder, 'job');
  mkdirSync(job);
  try {
    const bin = join(job, 'venv', process.platform === 'win32' ? 'Scripts' : 'bin');
    const start = performance.now();
    const made = spawnSync(values.python, ['-m', 'venv', join(job, 'venv')], { stdio: 'ignore' });
    if (made.status !== 0) return `${values.python} -m venv does not work here`;
    const installed = spawnSync(join(bin, 'pip'), ['install', '--quiet', '--no-cache-dir', values.checker], { stdio: 'ignore' });
    if (installed.status !== 0) return `pip cannot install ${values.checker} here`;
    const ready = performance.now();
    const args = ['check', 'runtime', '--url', url, '--tier', 'smoke', '--format', 'junit', '--out', join(job, 'arp.xml')];
    spawnSync(join(bin, 'arp-conformance'), args, { stdio: 'ignore' });
    if (!existsSync(join(job, 'arp.xml'))) return `${values.checker} wrote no report`;
    const end = performance.now();
    return { whole: end - start, install: ready - start, run: end - ready };
  } finally {
    rmSync(job, { recursive: true, force: true });
  }
}

function run(command, args, options) {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stderr}`);
}

function print(own, python, why) {
  console.log(
    `Node.js ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores; medians of ${rounds} rounds, in ms\n`,
  );
  console.log('| job | whole | of that, install | of that, run |\n| --- | --- | --- | --- |');
  console.log(`| npx, packed file, empty cache, smoke, three reports | ${median(own, 'whole')} | | |`);
  if (python.length > 0)
    console.log(
      `| venv, pip install ${values.checker}, smoke, one report | ${median(python, 'whole')} | ${median(python, 'install')} | ${median(python, 'run')} |`,
    );
  if (why !== undefined) console.log(`\nskipped: the job of the Python checker; ${why}`);
}

function median(rows, key) {
  const sorted = rows.map((row) => row[key]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)].toFixed(0);
}
