// How long the commands that look offline take as whole processes, beside `node -e 0`. usage: node bench/looking.mjs [rounds]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const rounds = Number(process.argv[2] ?? 21);
const bin = fileURLToPath(new URL('../bin/arp-conformance.js', import.meta.url));
const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const COMMANDS = [
  ['list'],
  ['list', '--service', 'daemon', '--effect', 'write', '--json'],
  ['explain', 'runtime.health.time'],
  ['explain', 'ARP-CM-014'],
  ['explain', 'null_value'],
  ['coverage'],
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

const rows = [['node -e 0', ['-e', '0']], ...COMMANDS.map((args) => [args.map((arg) => arg.split('/').at(-1)).join(' '), [bin, ...args]])];
const times = new Map(rows.map(([name]) => [name, []]));
// Side by side, so that what else the machine does touches all of them alike.
for (let round = 0; round < rounds; round += 1) for (const [name, args] of rows) times.get(name).push(millisecondsOf(args));
for (const [name, own] of times) {
  own.sort((a, b) => a - b);
  console.log(`${String(Math.round(own[own.length >> 1])).padStart(5)} ms (least ${Math.round(own[0])})  ${name}`);
}
