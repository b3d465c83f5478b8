// How long the commands that look offline take as whole processes, beside `node -e 0`. usage: node bench/looking.mjs [rounds]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rounds = Number(process.argv[2] ?? 21);
const bin = fileURLToPath(new URL('../bin/arp-conformance.js', import.meta.url));
const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
// A suite as `suite new` writes it, with a payload that must be refused and one that must not.
const folder = mkdtempSync(join(tmpdir(), 'arp-conformance-looking-'));
const suite = join(folder, 'own');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const COMMANDS = [
  ['list'],
  ['list', '--service', 'daemon', '--effect', 'write', '--json'],
  ['explain', 'runtime.health.time'],
  ['explain', 'ARP-CM-014'],
  ['explain', 'null_value'],
  ['coverage'],
  ['list', '--suite', suite],
  ['explain', 'runtime.health.time', '--suite', suite],
  ['coverage', '--suite', suite],
  ['suite', 'lint', suite],
  ['validate', 'common/health', file('vectors/v1/valid/common/health/full.json')],
  ['completion', 'bash'],
  ['report', 'show', file('reports/samples/report-all.json')],
  ['report', 'diff', file('reports/samples/report-all.json'), file('reports/samples/report-all.json')],
];

function millisecondsOf(args) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: exit ${status}\n${stderr}`);
  return performance.now() - started;
}

millisecondsOf([bin, 'suite', 'new', suite, '--service', 'runtime']);
const rows = [['node -e 0', ['-e', '0']], ...COMMANDS.map((args) => [args.map((arg) => arg.split('/').at(-1)).join(' '), [bin, ...args]])];
const times = new Map(rows.map(([name]) => [name, []]));
// Side by side, so that what else the machine does touches all of them alike.
for (let round = 0; round < rounds; round += 1) for (const [name, args] of rows) times.get(name).push(millisecondsOf(args));
for (const [name, own] of times) {
  const ratio = median(own.map((time, round) => time / times.get('node -e 0')[round]));
  console.log(`${median(own).toFixed(0).padStart(5)} ms (least ${Math.min(...own).toFixed(0)}), ${ratio.toFixed(2)} x node -e 0  ${name}`);
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}
