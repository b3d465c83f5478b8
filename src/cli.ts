import { asker, liner } from './commands/ask.js';
import { screenOf } from './commands/host.js';
import { hostIn, runLine, tell } from './commands/line.js';

/** The front door: the only file that touches the process. */

const BUG = 4;
const UNWRITTEN = 5;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

const interruption = new AbortController();
for (const [signal, code] of Object.entries(SIGNALS)) {
  process.on(signal, () => {
    if (interruption.signal.aborted) leaveAtOnce(code);
    else interruption.abort(signal);
  });
}
/** What is told of what is not waited for; the last word of the process. */
let lastWords: (() => Promise<string>) | undefined;
function leaveAtOnce(code: number): void {
  const words = lastWords;
  lastWords = undefined;
  if (words === undefined) process.exit(code);
  words()
    .then((text) => host.stderr.write(text))
    .finally(() => process.exit(code));
}
// A fault of ours, wherever it comes from, ends the run like a signal: what it has created is cleaned up, and the report is written.
let crash: Error | undefined;
process.on('uncaughtException', (error) => {
  if (crash !== undefined) return leaveAtOnce(BUG);
  crash = error;
  interruption.abort(error);
});
const lost = new Set<string>();
function unwritten(sentence: string): void {
  if (!lost.has(sentence)) host.stderr.write(`arp-conformance: ${sentence}\n`);
  lost.add(sentence);
}
process.on('exit', (code) => {
  if (code === 0 && lost.size > 0) process.exitCode = UNWRITTEN;
});
// Nothing is left to do: what the process holds need not be taken apart before it ends.
process.on('beforeExit', () => process.exit());
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) is no fault.
  if (code !== 'EPIPE') unwritten(`What goes to stdout could not be written: ${message}.`);
});
process.stderr.on('error', () => undefined);

const host = hostIn({
  environment: process.env,
  directory: process.cwd(),
  stdout: screenOf(process.stdout),
  stderr: screenOf(process.stderr),
  signal: interruption.signal,
  unwritten,
  beforeLeaving: (words) => {
    lastWords = words;
  },
  runtime: { version: process.versions.node, platform: `${process.platform} ${process.arch}` },
  lines: (take) => liner(process.stdin)(take),
  // Standard input last: the stream for it is slow to make.
  ...(process.stderr.isTTY && process.stdin.isTTY ? { ask: asker(process.stdin, process.stderr, interruption.signal) } : {}),
});

// Without a top-level await the build can make this file a plain script, which starts faster than a module.
void runLine(process.argv.slice(2), host).then((code) => {
  process.exitCode = crash === undefined ? code : tell(crash, host);
  setTimeout(leave, 100).unref();
});

/** All is done and said; only a host name that is still being looked up could keep the process, and nobody waits for that. */
function leave(): void {
  if (process.stdout.writableLength + process.stderr.writableLength > 0) setTimeout(leave, 100).unref();
  else process.exit();
}
