// How fast a stream of events is judged, and in how much memory, side by side in one run: node bench/stream.mjs [--events N] [--rounds N]
// The service is a process of its own; its events are made before anybody asks. Prints figures and asserts nothing.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HERE = fileURLToPath(import.meta.url);
const CLI = fileURLToPath(new URL('../bin/arp-conformance.js', import.meta.url));
const RUN = 'bench-run';
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    /** What a process of this file does: the service, or the parsing that everything is compared with. */
    part: { type: 'string' },
    framing: { type: 'string', default: 'ndjson' },
  },
});
const count = Number(values.events);
const rounds = Number(values.rounds);
if (![count, rounds].every((number) => Number.isInteger(number) && number >= 1))
  throw new Error('--events and --rounds take whole numbers');

if (values.part === 'service') serve(values.framing);
else if (values.part === 'parse') parse();
else await compare();

/** One event as text, about 100 bytes long. */
function eventAt(seq, total) {
  const type = seq === total - 1 ? 'final' : 'token';
  return `{"run_id":"${RUN}","seq":${seq},"type":"${type}","time":"2026-01-01T00:00:00.000Z","data":{"text":"word"}}`;
}

/** A runtime that knows one run, which is over, and its events. */
function serve(framing) {
  const [before, after, type] = framing === 'sse' ? ['data: ', '\n\n', 'text/event-stream'] : ['', '\n', 'application/x-ndjson'];
  const parts = [];
  for (let seq = 0; seq < count; seq += 1000) {
    let part = '';
    for (let next = seq; next < Math.min(seq + 1000, count); next += 1) part += before + eventAt(next, count) + after;
    parts.push(Buffer.from(part));
  }
  const body = Buffer.concat(parts);
  const server = createServer((request, response) => {
    request.resume();
    if (request.url.endsWith('/events')) {
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
      response.end(body);
    } else {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ run_id: RUN, state: 'succeeded' }));
    }
  });
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
}

/** Bare JSON.parse over the same lines, which stand in memory one by one. */
function parse() {
  const lines = Array.from({ length: count }, (_, seq) => eventAt(seq, count));
  const start = performance.now();
  let last;
  for (const line of lines) last = JSON.parse(line);
  console.log(JSON.stringify({ ms: performance.now() - start, last: last.seq }));
}

async function compare() {
  console.log(
    `Node.js ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores; medians of ${rounds} rounds\n`,
  );
  const parsed = [];
  const rows = new Map();
  const services = new Map();
  for (const [name, events, framing] of [
    [`stream of ${count}, NDJSON`, count, 'ndjson'],
    [`stream of ${count}, SSE`, count, 'sse'],
    [`stream of ${Math.ceil(count / 10)}, NDJSON`, Math.ceil(count / 10), 'ndjson'],
    ['stream of 10, NDJSON (idle)', 10, 'ndjson'],
  ]) {
    const child = spawn(process.execPath, [HERE, '--part', 'service', '--events', String(events), '--framing', framing]);
    services.set(name, { child, url: String((await once(child.stdout, 'data'))[0]).trim(), events });
  }
  try {
    for (let round = 0; round < rounds; round += 1) {
      parsed.push(
        JSON.parse(spawnSync(process.execPath, [HERE, '--part', 'parse', '--events', String(count)], { encoding: 'utf8' }).stdout).ms,
      );
      for (const [name, { url, events }] of services) rows.set(name, [...(rows.get(name) ?? []), judge(url, events)]);
    }
  } finally {
    for (const { child } of services.values()) child.kill('SIGINT');
  }
  const bare = (count / median(parsed)) * 1000;
  const idle = median([...rows.values()].at(-1).map(({ megabytes }) => megabytes));
  line('', 'events/s', 'x JSON.parse', 'peak MB', 'above idle');
  line('JSON.parse alone', bare.toFixed(0), '1.00', '', '');
  for (const [name, all] of rows) {
    const rate = median(all.map(({ rate }) => rate));
    const megabytes = median(all.map((one) => one.megabytes));
    line(name, rate.toFixed(0), (rate / bare).toFixed(2), megabytes.toFixed(0), (megabytes - idle).toFixed(0));
  }
}

/** One check of a stream by all demands of the suite: events a second by its own clock, and the peak of the whole process. */
function judge(url, events) {
  const hook = "process.on('exit', () => process.stderr.write(process.resourceUsage().maxRSS + ' kB at most'))";
  const only = ['after', 'own-id', 'order', 'gaps', 'times', 'first', 'end.state', 'tools'].flatMap((id) => [
    '--only',
    `runtime.events.${id}`,
  ]);
  const args = [
    'check',
    'runtime',
    '--url',
    url,
    '--tier',
    'full',
    '--allow-mutations',
    '--auth',
    'disabled',
    '--jobs',
    '1',
    '--timeout',
    '60',
  ];
  const { stdout, stderr } = spawnSync(process.execPath, [CLI, ...args, ...only, '--format', 'json'], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(hook)}` },
    maxBuffer: 2 ** 28,
  });
  const found = JSON.parse(stdout).results.filter(({ exchange }) => exchange?.stream?.events === events);
  if (found.length === 0) throw new Error(`no stream of ${events} events was read: ${stdout.slice(0, 2000)}`);
  const rate = median(found.map(({ exchange }) => (events / exchange.duration_ms) * 1000));
  return { rate, megabytes: Number(/(\d+) kB at most/.exec(stderr)?.[1] ?? Number.NaN) / 1024 };
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

function line(name, ...cells) {
  console.log([name.padEnd(30), ...cells.map((cell) => cell.padStart(14))].join(''));
}
