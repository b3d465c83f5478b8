import { Command, CommanderError, Option } from 'commander';
import { name, services, version } from '#built/package.js';
import type { Host } from './commands/host.js';
import { placeText, UsageError } from './errors.js';
import { checkDefinitions } from './options/definitions.js';

/** The front door: the only file that touches the process. */

const USAGE = 2;
const BUG = 4;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

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
};

const several = (value: string, before: string[] = []): string[] => [...before, value];
const program = new Command(name)
  .description('Holds a live service to the Agent Runtime Protocol, v1.')
  .version(`${name} ${version}`, '-V, --version')
  .exitOverride()
  .configureOutput({ outputError: () => undefined })
  .showSuggestionAfterError()
  .helpCommand(false);

const checkCommand = program
  .command('check')
  .description('check a live service')
  .argument('<service>', `${services.join(', ')}, or all`)
  .addHelpText('after', '\nSettings can also stand in the environment as ARP_NAME and in arp-conformance.config.yaml.')
  .addHelpText('after', 'Exit: 0 conformant, 1 not conformant, 2 usage error, 3 no verdict, 4 bug of ours, 130/143 interrupted.')
  .action(async (service: string) => {
    const { check } = await import('./commands/check.js');
    process.exitCode = await check(service, flagsOf(checkCommand), services, host);
  });
for (const { name: option, argument, short, help, fallback, repeatable, secret } of checkDefinitions(services)) {
  if (secret) continue;
  const flags = `${short === undefined ? '' : `-${short}, `}--${option}${argument === undefined ? '' : ` ${argument}`}`;
  const shown = fallback === undefined || fallback === false ? help : `${help} (default: ${String(fallback)})`;
  const declared = new Option(flags, shown);
  checkCommand.addOption(repeatable ? declared.argParser(several) : declared);
}

program
  .command('serve')
  .description('start the embedded reference services')
  .argument('[service]', `${services.join(', ')}, or all`)
  .option('--port <n>', 'port to listen on; all: this one and the next two (default: free ones)')
  .option('--auth <token>', 'demand this bearer token')
  .option('--fault <id>', 'be wrong in this way; repeatable', several)
  .option('--variation <id>', 'be different in this conforming way; repeatable', several)
  .option('--list-faults', 'show the faults')
  .option('--list-variations', 'show the variations')
  .action(async (service: string | undefined, flags: object) => {
    const { serve } = await import('./commands/serve.js');
    process.exitCode = await serve(service, flags, services, host);
  });

program
  .command('demo')
  .description('start the three reference services and check them')
  .action(async () => {
    const { demo } = await import('./commands/demo.js');
    process.exitCode = await demo(services, host);
  });

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
    host.stderr.write(`arp-conformance: ${error.place === undefined ? '' : `${placeText(error.place)}: `}${error.message}\n`);
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
