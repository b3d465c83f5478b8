import { CommanderError } from 'commander';
import { inputs, name, services, version } from '#built/package.js';
import { asker, liner } from './commands/ask.js';
import { commandCatalogue } from './commands/catalogue.js';
import { type Host, screenOf } from './commands/host.js';
import { buildProgram } from './commands/program.js';
import { UnwrittenError, UsageError, usageText } from './errors.js';
import { Secrets } from './secrets.js';

/** The front door: the only file that touches the process. */

const USAGE = 2;
const BUG = 4;
const UNWRITTEN = 5;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;
const COMMANDS = commandCatalogue(services, inputs);

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

const secrets = new Secrets(process.env.ARP_TOKEN ?? '');
const host: Host = {
  environment: process.env,
  directory: process.cwd(),
  stdout: screenOf(process.stdout, (text) => text),
  stderr: screenOf(process.stderr, (text) => secrets.redact(text)),
  secrets,
  signal: interruption.signal,
  unwritten,
  beforeLeaving: (words) => {
    lastWords = words;
  },
  tool: { name, version },
  runtime: { version: process.versions.node, platform: `${process.platform} ${process.arch}` },
  lines: (take) => liner(process.stdin)(take),
  // Standard input last: the stream for it is slow to make.
  ...(process.stderr.isTTY && process.stdin.isTTY ? { ask: asker(process.stdin, process.stderr, interruption.signal) } : {}),
};

// Commands that the line does not name are needed only where it names none.
const named = COMMANDS.filter(({ name: path }) => path.split(' ')[0] === process.argv[2]);
const program = buildProgram({ name, version }, named.length > 0 ? named : COMMANDS, async (definition, given) => {
  process.exitCode = await definition.run(given, host);
});
program
  .command('completion')
  .description('write a completion script')
  .argument('<shell>', 'bash, zsh or fish')
  .action(async (shell: string) => {
    const { completion } = await import('./commands/completion.js');
    process.exitCode = completion(shell, program, COMMANDS, host);
  });

// Without a top-level await the build can make this file a plain script, which starts faster than a module.
program
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = report(error);
  })
  .finally(() => {
    if (crash !== undefined) process.exitCode = report(crash);
    setTimeout(leave, 100).unref();
  });

/** All is done and said; only a host name that is still being looked up could keep the process, and nobody waits for that. */
function leave(): void {
  if (process.stdout.writableLength + process.stderr.writableLength > 0) setTimeout(leave, 100).unref();
  else process.exit();
}

function report(error: unknown): number {
  if (error instanceof UsageError) {
    host.stderr.write(`arp-conformance: ${usageText(error)}`);
    return USAGE;
  }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') return USAGE;
    // What stands behind the "=" of a flag that there is not, such as --token, may be a secret.
    const message = error.message.replace(/^error: /, '').replace(/('--?[\w-]+)=[^']*/, '$1');
    host.stderr.write(`arp-conformance: ${message.replaceAll('\n', ' ')}\nSee arp-conformance --help.\n`);
    return USAGE;
  }
  if (error instanceof UnwrittenError) {
    host.unwritten(error.message);
    return UNWRITTEN;
  }
  host.stderr.write(
    `arp-conformance itself failed; this is a bug of ours. Please report it.\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return BUG;
}
