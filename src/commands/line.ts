import { CommanderError } from 'commander';
import { inputs, name, services, version } from '#built/package.js';
import { UnwrittenError, UsageError, usageText } from '../errors.js';
import { Secrets } from '../secrets.js';
import { commandCatalogue } from './catalogue.js';
import type { Host } from './host.js';
import { buildProgram } from './program.js';

/** One command line, from its words to its exit code, in whatever process. */

const USAGE = 2;
const BUG = 4;
const UNWRITTEN = 5;
const COMMANDS = commandCatalogue(services, inputs);

/** What a host is made of: all but what is ours, and the same everywhere. */
type Surroundings = Omit<Host, 'secrets' | 'tool'>;

/** A host in these surroundings, whose stderr shows none of its secrets. */
export function hostIn(surroundings: Surroundings): Host {
  const secrets = new Secrets(surroundings.environment.ARP_TOKEN ?? '');
  const { stderr } = surroundings;
  return {
    ...surroundings,
    stderr: { ...stderr, write: (text) => stderr.write(secrets.redact(text)) },
    secrets,
    tool: { name, version },
  };
}

/**
 * Runs a command to its end. What goes wrong is told on stderr; nothing is thrown.
 * @param words of the line, without the name of the program
 * @returns the exit code
 */
export async function runLine(words: readonly string[], host: Host): Promise<number> {
  let code = 0;
  // Commands that the line does not name are needed only where it names none.
  const named = COMMANDS.filter(({ name: path }) => path.split(' ')[0] === words[0]);
  const program = buildProgram(host, named.length > 0 ? named : COMMANDS, async (definition, given) => {
    code = await definition.run(given, host);
  });
  program
    .command('completion')
    .description('write a completion script')
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell: string) => {
      const { completion } = await import('./completion.js');
      code = completion(shell, program, COMMANDS, host);
    });
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    return tell(error, host);
  }
}

/** Tells why a command has failed. @returns its exit code */
export function tell(error: unknown, host: Host): number {
  if (error instanceof UsageError) {
    host.stderr.write(`${name}: ${usageText(error)}`);
    return USAGE;
  }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') return USAGE;
    // What stands behind the "=" of a flag that there is not, such as --token, may be a secret.
    const message = error.message.replace(/^error: /, '').replace(/('--?[\w-]+)=[^']*/, '$1');
    host.stderr.write(`${name}: ${message.replaceAll('\n', ' ')}\nSee ${name} --help.\n`);
    return USAGE;
  }
  if (error instanceof UnwrittenError) {
    host.unwritten(error.message);
    return UNWRITTEN;
  }
  host.stderr.write(
    `${name} itself failed; this is a bug of ours. Please report it.\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return BUG;
}
