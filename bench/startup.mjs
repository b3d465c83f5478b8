// What a whole process costs, side by side in one run: node bench/startup.mjs [--pairs N] [--python PATH]
// Prints figures and asserts nothing: a machine that does other things as well would fail any test of them.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const CLI = fileURLToPath(new URL('../bin/arp-conformance.js', import.meta.url));
const TIME = '/usr/bin/time';
const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '21' },
    python: { type: 'string', default: join(process.env.VIRTUAL_ENV ?? '', 'bin/arp-conformance') },
  },
});
const pairs = Number(values.pairs);
if (!Number.isInteger(pairs) || pairs < 1) throw new Error(`--pairs takes a number of pairs, not ${values.pairs}`);

const services = spawn(process.execPath, [CLI, 'serve', 'all'], { stdio: ['ignore', 'pipe', 'ignore'] });
try {
  const urls = await urlsOf(services);
  const python = existsSync(values.python) ? values.python : undefined;
  const programs = programsFor(urls, python);
  const rows = measure(programs);
  print(programs, rows);
  if (python === undefined)
    console.log('\nskipped: the smoke run of the Python checker; give --python PATH of its arp-conformance command');
} finally {
  services.kill('SIGINT');
}

/** Base URL of each service, once all are up. */
async function urlsOf({ stdout }) {
  let text = '';
  const signal = AbortSignal.timeout(10_000);
  for (;;) {
    const found = [...text.matchAll(/^(\S+) (http:\S+)\n/gm)].map(([, service, url]) => [service, url]);
    if (found.length === 3) return Object.fromEntries(found);
    text += (await once(stdout, 'data', { signal }))[0];
  }
}

/** Each program is one command, or several one after another. */
function programsFor(urls, python) {
  const check = (...args) => [process.execPath, CLI, 'check', ...args, '--quiet'];
  const smoke = (service) => check(service, '--url', urls[service], '--tier', 'smoke');
  const each = Object.entries(urls).flatMap(([service, url]) => [`--${service}-url`, url]);
  return [
    { name: 'node -e 0', commands: [[process.execPath, '-e', '0']] },
    { name: 'check runtime', commands: [smoke('runtime')] },
    { name: 'check all, three services', commands: [check('all', ...each)] },
    { name: 'check runtime, then tool-registry', commands: [smoke('runtime'), smoke('tool-registry')] },
    ...(python === undefined
      ? []
      : [{ name: 'Python checker: check runtime', commands: [[python, 'check', 'runtime', '--url', urls.runtime, '--tier', 'smoke']] }]),
  ];
}

/** Every program once a round, so that all meet the same machine; the first round only warms up. */
function measure(programs) {
  const rounds = Array.from({ length: pairs + 1 }, () =>
    programs.map(({ commands }) => commands.reduce((sum, command) => sum + wallTime(command), 0)),
  );
  rounds.shift();
  return programs.map(({ commands }, index) => ({
    milliseconds: median(rounds.map((round) => round[index])),
    ratio: median(rounds.map((round) => round[index] / round[0])),
    // Taken apart: what is asked for memory takes time.
    megabytes: Math.max(...commands.map(peakMemory)),
  }));
}

function wallTime([command, ...args]) {
  const start = process.hrtime.bigint();
  const { status } = spawnSync(command, args, { stdio: 'ignore' });
  const end = process.hrtime.bigint();
  // The Python checker, as tagged, fails every service.
  if (status !== 0 && (status !== 1 || command === process.execPath)) throw new Error(`exit ${status}: ${[command, ...args].join(' ')}`);
  return Number(end - start) / 1e6;
}

/** Megabytes that a process held at most; NaN where nothing here can tell. */
function peakMemory([command, ...args]) {
  const kilobytes = (text) => Number(/(\d+) kB at most/.exec(text)?.[1] ?? Number.NaN) / 1024;
  if (existsSync(TIME)) return kilobytes(spawnSync(TIME, ['-f', '%M kB at most', command, ...args], { encoding: 'utf8' }).stderr);
  if (command !== process.execPath) return Number.NaN;
  const hook = "process.on('exit', () => process.stderr.write(process.resourceUsage().maxRSS + ' kB at most'))";
  const env = { ...process.env, NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(hook)}` };
  return kilobytes(spawnSync(command, args, { env, encoding: 'utf8' }).stderr);
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

function print(programs, rows) {
  const width = Math.max(...programs.map(({ name }) => name.length));
  const line = (...cells) => console.log([cells[0].padEnd(width), ...cells.slice(1).map((cell) => cell.padStart(12))].join(''));
  console.log(
    `Node.js ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores; medians of ${pairs} rounds\n`,
  );
  line('whole process', 'ms', 'x node -e 0', 'peak MB');
  for (const [index, { milliseconds, ratio, megabytes }] of rows.entries()) {
    line(programs[index].name, milliseconds.toFixed(1), ratio.toFixed(2), Number.isNaN(megabytes) ? 'unknown' : megabytes.toFixed(0));
  }
}
