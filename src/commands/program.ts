import { Command, Option } from 'commander';
import { GROUPS } from './catalogue.js';
import type { CommandDefinition, Given } from './definition.js';
import type { Host, Screen } from './host.js';

/**
 * A program that knows these commands: what it parses from argv is handed to `run`.
 * It throws commander's errors and writes none of them.
 */
export function buildProgram(
  { tool, stdout, stderr }: Pick<Host, 'tool' | 'stdout' | 'stderr'>,
  commands: readonly CommandDefinition[],
  run: (definition: CommandDefinition, given: Given) => Promise<void>,
): Command {
  const program = new Command(tool.name)
    .description('Holds a live service to the Agent Runtime Protocol, v1.')
    .version(`${tool.name} ${tool.version}`, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => columnsOf(stdout),
      getErrHelpWidth: () => columnsOf(stderr),
      outputError: () => undefined,
    })
    .showSuggestionAfterError()
    .helpCommand(false);
  for (const definition of commands) register(program, definition, (given) => run(definition, given));
  return program;
}

/** Width of the help. */
function columnsOf({ isTTY, columns }: Screen): number {
  return isTTY && columns > 0 ? columns : 80;
}

function register(
  program: Command,
  { name: path, help, arguments: taken = [], flags = [], notes = [] }: CommandDefinition,
  run: (given: Given) => Promise<void>,
): void {
  const words = path.split(' ');
  const own = words.pop() ?? '';
  const command = words.reduce(groupOf, program).command(own).description(help);
  for (const { name: argument, help: told } of taken) command.argument(argument, told);
  for (const flag of flags) {
    const option = new Option(flag.flags, flag.help);
    command.addOption(flag.repeatable ? option.argParser(several) : option);
  }
  for (const note of notes) command.addHelpText('after', note);
  command.action(() => run({ arguments: command.processedArgs, flags: flagsOf(command) }));
}

function several(value: string, before: string[] = []): string[] {
  return [...before, value];
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
