import { Command, CommanderError, Option } from 'commander';
import { inputs, name, services, version } from '#built/package.js';
import { asker } from './commands/ask.js';
import { commandCatalogue, GROUPS } from './commands/catalogue.js';
import type { CommandDefinition } from './commands/definition.js';
import type { Host } from './commands/host.js';
import { UsageError, usageText } from './errors.js';

/** The front door: the only file that touches the process. */

const USAGE = 2;
const BUG = 4;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;
const COMMANDS = commandCatalogue(services, inputs);

const interruption = new AbortController();
for (const [signal, code] of Object.entries(SIGNALS)) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(code);
    interruption.abort(signal);
  });
}
// A fault of ours, wherever it comes from, ends the run like a signal: what it has created is cleaned up, and the report is written.
let crash: Error | undefined;
process.on('uncaughtException', (error) => {
  if (crash !== undefined) process.exit(BUG);
  crash = error;
  interruption.abort(error);
});
// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const host: Host = {
  environment: process.env,
  directory: process.cwd(),
  stdout: { write: (text) => void process.stdout.write(text), isTTY: process.stdout.isTTY === true, columns: process.stdout.columns ?? 0 },
  stderr: { write: (text) => void process.stderr.write(text), isTTY: process.stderr.isTTY === true, columns: process.stderr.columns ?? 0 },
  signal: interruption.signal,
  tool: { name, version },
  runtime: { version: process.versions.node, platform: `${process.platform} ${process.arch}` },
  // Standard input last: the stream for it is slow to make.
  ...(process.stderr.isTTY && process.stdin.isTTY ? { ask: asker(process.stdin, process.stderr, interruption.signal) } : {}),
};

const several = (value: string, before: string[] = []): string[] => [...before, value];
const program = new Command(name)
  .description('Holds a live service to the Agent Runtime Protocol, v1.')
  .version(`${name} ${version}`, '-V, --version')
  .exitOverride()
  .configureOutput({ outputError: () => undefined })
  .showSuggestionAfterError()
  .helpCommand(false);
// Commands that the line does not name are needed only where it names none.
const named = COMMANDS.filter(({ name: path }) => path.split(' ')[0] === process.argv[2]);
for (const definition of named.length > 0 ? named : COMMANDS) register(definition);

program
  .command('completion')
  .description('write a completion script')
  .argument('<shell>', 'bash, zsh or fish')
  .action(async (shell: string) => {
    const { completion } = await import('./commands/completion.js');
    process.exitCode = completion(shell, program, COMMANDS, host);
  });

function register({ name: path, help, arguments: taken = [], flags = [], notes = [], run }: CommandDefinition): void {
  const words = path.split(' ');
  const own = words.pop() ?? '';
  const command = words.reduce(groupOf, program).command(own).description(help);
  for (const { name: argument, help: told } of taken) command.argument(argument, told);
  for (const flag of flags) {
    const option = new Option(flag.flags, flag.help);
    command.addOption(flag.repeatable ? option.argParser(several) : option);
  }
  for (const note of notes) command.addHelpText('after', note);
  command.action(async () => {
    process.exitCode = await run({ arguments: command.processedArgs, flags: flagsOf(command) }, host);
  });
}

function groupOf(parent: Command, group: string): Command {
  const known = parent.commands.find((command) => command.name() === group);
  return (
    known ??
    parent
      .command(group)
      .description(GROUPS[group] ?? '')
      .helpCommand(false)
  );
}

/** Commander makes `maxBody` of `--max-body`, and a false `cleanup` of `--no-cleanup`; options keep their one name. */
function flagsOf(command: Command): Record<string, string | string[] | boolean> {
  return Object.fromEntries(
    command.options.map((option) => {
      const value = command.getOptionValue(option.attributeName());
      return [option.long?.slice(2) ?? '', option.negate ? value === false || undefined : value];
    }),
  );
}

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
  if (process.stdout.writableLength + process.stderr.writableLength > 0) setTimeout(leave, 100);
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
    host.stderr.write(`arp-conformance: ${error.message.replace(/^error: /, '').replaceAll('\n', ' ')}\nSee arp-conformance --help.\n`);
    return USAGE;
  }
  host.stderr.write(
    `arp-conformance itself failed; this is a bug of ours. Please report it.\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return BUG;
}
