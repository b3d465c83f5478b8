// What the tiers cost on the wire: node bench/tiers.mjs [--rounds N] [--jobs 1,8,16] [--tiers smoke,core,full] [--variation ID] [--python PATH]
// Each service is a reference service with 80 ms of latency in a process of its own (--variation none: without); requests pass a counter in this one.
// Beside the full tier stands the deepest one of the Python checker, where the Python of an environment that has it is named.
// Prints figures and asserts nothing: a machine that does other things as well would fail any test of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const CLI = fileURLToPath(new URL('../bin/arp-conformance.js', import.meta.url));
const SERVICES = ['runtime', 'tool-registry', 'daemon'];
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    jobs: { type: 'string', default: '1,8,16' },
    tiers: { type: 'string', default: 'smoke,core,full' },
    variation: { type: 'string', default: 'latency' },
    python: { type: 'string', default: join(process.env.VIRTUAL_ENV ?? '', 'bin/python') },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds takes a number of rounds, not ${values.rounds}`);
const jobs = values.jobs.split(',').map(Number);
const tiers = values.tiers.split(',');
const python = existsSync(values.python) ? values.python : undefined;
const variation = values.variation === 'none' ? [] : ['--variation', values.variation];
// As published it stops at its own first schema: Python joins no addresses of a scheme that it does not know.
const PYTHON = `import sys, urllib.parse as u
u.uses_relative.append('arp'); u.uses_netloc.append('arp')
from arp_conformance.cli import main
sys.exit(main())`;

console.log(
  `Node.js ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores; medians of ${rounds} rounds, times in ms\n`,
);
line('service', 'tier', 'jobs', 'requests', 'most at once', 'wall', 'process', 'sum', 'path', 'wall/bound', 'x jobs 1');
for (const service of SERVICES) {
  const reference = spawn(process.execPath, [CLI, 'serve', service, ...variation], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const counter = await startCounter(await urlOf(reference));
    for (const tier of tiers) {
      let alone;
      for (const count of jobs) {
        const row = medians(await measure(() => check(service, tier, count, counter.url), counter));
        if (count === 1) alone = row.wall;
        const bound = Math.max(row.path, row.sum / count);
        const faster = alone === undefined || count === 1 ? '' : (alone / row.wall).toFixed(1);
        line(
          service,
          tier,
          count,
          row.requests,
          row.most,
          row.wall.toFixed(0),
          row.process.toFixed(0),
          row.sum.toFixed(0),
          row.path.toFixed(0),
          (row.wall / bound).toFixed(2),
          faster,
        );
      }
    }
    if (python !== undefined && tiers.includes('full')) {
      const row = medians(await measure(() => checkWithPython(service, counter.url), counter));
      const { requests, most, wall, process: whole, sum } = row;
      line(service, 'deep', 'Python', requests, most, wall.toFixed(0), whole.toFixed(0), sum.toFixed(0), '', '', '');
    }
    counter.close();
  } finally {
    reference.kill('SIGINT');
  }
}
if (python === undefined)
  console.log('\nskipped: the deepest tier of the Python checker; give --python PATH of the Python of an environment that has it');
console.log(`
wall: from the first request that came in to the last answer that went out. process: the whole command, its start included.
sum: of the times of all exchanges. path: the critical path as the report tells it. bound: the longer of path and sum / jobs.`);

/** Base URL of a service, once it is up. */
async function urlOf({ stdout }) {
  let text = '';
  const signal = AbortSignal.timeout(10_000);
  for (;;) {
    const found = /^\S+ (http:\S+)\n/m.exec(text);
    if (found !== null) return new URL(found[1]);
    text += (await once(stdout, 'data', { signal }))[0];
  }
}

/** Passes requests on and takes their times. */
async function startCounter({ hostname, port }) {
  const agent = new Agent({ keepAlive: true });
  const exchanges = [];
  let underWay = 0;
  const server = createServer((incoming, outgoing) => {
    const exchange = { begin: performance.now(), end: Number.NaN, together: ++underWay };
    exchanges.push(exchange);
    const { connection: _own, ...headers } = incoming.headers;
    const onward = request({ hostname, port, method: incoming.method, path: incoming.url, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.on('end', () => {
        exchange.end = performance.now();
        underWay -= 1;
      });
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** The exchanges since the last time. */
    take: () => exchanges.splice(0),
    close: () => {
      agent.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

async function measure(run, counter) {
  const rows = [];
  // The first one only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    counter.take();
    const begin = performance.now();
    const report = await run();
    const whole = performance.now() - begin;
    const exchanges = counter.take();
    rows.push({
      requests: exchanges.length,
      most: Math.max(...exchanges.map(({ together }) => together)),
      wall: Math.max(...exchanges.map(({ end }) => end)) - Math.min(...exchanges.map((exchange) => exchange.begin)),
      process: whole,
      sum: exchanges.reduce((sum, exchange) => sum + exchange.end - exchange.begin, 0),
      path: report?.timing.critical_path_ms ?? Number.NaN,
    });
  }
  return rows.slice(1);
}

/** Runs the command; its JSON report. */
async function check(service, tier, count, url) {
  const args = [
    'check',
    service,
    '--url',
    url,
    '--tier',
    tier,
    '--allow-mutations',
    '--jobs',
    String(count),
    '--format',
    'json',
    '--quiet',
  ];
  return JSON.parse(await output(process.execPath, [CLI, ...args], [0]));
}

async function checkWithPython(service, url) {
  const args = ['check', service, '--url', url, '--tier', 'deep', '--allow-mutations', '--format', 'json'];
  // It fails a daemon that takes an empty profile, which the schema allows.
  await output(python, ['-c', PYTHON, ...args], [0, 1]);
}

/** What a command writes. */
async function output(command, args, codes) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => {
    text += part;
  });
  const [code] = await once(child, 'close');
  if (!codes.includes(code)) throw new Error(`exit ${code}: ${args.join(' ')}`);
  return text;
}

function medians(rows) {
  return Object.fromEntries(Object.keys(rows[0]).map((key) => [key, median(rows.map((row) => row[key]))]));
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

function line(service, tier, ...cells) {
  console.log(
    [service.padEnd(14), tier.padEnd(6), ...cells.map((cell, index) => String(cell).padStart([6, 9, 13, 7, 8, 8, 8, 11, 9][index]))].join(
      '',
    ),
  );
}
