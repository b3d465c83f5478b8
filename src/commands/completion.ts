import type { Command } from 'commander';
import { guess, UsageError } from '../errors.js';
import type { CompletionNode } from '../report/completion/node.js';
import { COMPLETION_SCRIPTS } from '../report/completion/register.js';
import type { CommandDefinition, Values } from './definition.js';
import type { Host } from './host.js';

/** `completion SHELL`: a script that completes what this very program takes. @returns 0 @throws UsageError for another shell */
export function completion(shell: string, program: Command, definitions: readonly CommandDefinition[], host: Host): number {
  const shells = Object.keys(COMPLETION_SCRIPTS);
  const script = COMPLETION_SCRIPTS[shell];
  if (script === undefined) throw new UsageError(`completion knows ${shells.join(', ')}; not "${shell}".${guess(shell, shells)}`);
  host.stdout.write(script(program.name(), nodesOf(program, '', definitions)));
  return 0;
}

/** Every command of the program, the groups and the program itself included, with what may follow it. */
function nodesOf(command: Command, path: string, definitions: readonly CommandDefinition[]): CompletionNode[] {
  const own = definitions.find(({ name }) => name === path);
  const valuesOf = new Map(own?.flags?.map(({ flags, values }) => [longOf(flags), values] as const));
  const help = command.createHelp();
  return [
    {
      path,
      commands: command.commands.map((child) => ({ name: child.name(), help: child.description() })),
      flags: help.visibleOptions(command).map(({ short, long = '', description, required }) => ({
        names: [...(short === undefined ? [] : [short]), long],
        help: description,
        takesValue: required,
        ...offered(valuesOf.get(long)),
      })),
      arguments: command.registeredArguments.map((argument, index) => ({
        variadic: argument.variadic,
        ...offered(path === 'completion' ? Object.keys(COMPLETION_SCRIPTS) : own?.arguments?.[index]?.values),
      })),
    },
    ...command.commands.flatMap((child) => nodesOf(child, `${path} ${child.name()}`.trim(), definitions)),
  ];
}

function offered(values: Values | undefined): { words?: readonly string[]; from?: string } {
  if (values === undefined) return {};
  return 'from' in values ? { from: values.from } : { words: values };
}

function longOf(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? '';
}
