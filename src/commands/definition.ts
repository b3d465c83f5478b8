import type { Host } from './host.js';

/** What stands behind a command on its line. */
export interface ArgumentDefinition {
  /** As commander writes it: `<id>`, `[service]`, `<file...>`. */
  readonly name: string;
  readonly help: string;
  readonly values?: Values;
}

/** A flag of a command. */
export interface FlagDefinition {
  /** As commander writes it: `--port <n>`, `-q, --quiet`. */
  readonly flags: string;
  readonly help: string;
  readonly repeatable?: boolean;
  readonly values?: Values;
}

/** What a shell may offer: these words, or the first word of every line that this command line of ours prints. */
export type Values = readonly string[] | { readonly from: string };

/** What was given: arguments in their order, and flags by their long name. */
export interface Given {
  readonly arguments: readonly (string | readonly string[] | undefined)[];
  readonly flags: Readonly<Record<string, string | string[] | boolean>>;
}

/** A command as data: the front door registers it, completion reads it, and its code is loaded when it is used. */
export interface CommandDefinition {
  /** Its name, behind that of the group it belongs to, if any: `serve`, `report show`. */
  readonly name: string;
  readonly help: string;
  readonly arguments?: readonly ArgumentDefinition[];
  readonly flags?: readonly FlagDefinition[];
  /** Lines under its help. */
  readonly notes?: readonly string[];
  /** @returns the exit code */
  run(given: Given, host: Host): Promise<number>;
}

/** A single value of a flag. */
export function one(given: Given, flag: string): string | undefined {
  const value = given.flags[flag];
  return typeof value === 'string' ? value : undefined;
}

/** Every value of a repeatable flag. */
export function every(given: Given, flag: string): readonly string[] {
  const value = given.flags[flag];
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
}

/** Whether a switch is set. */
export function isSet(given: Given, flag: string): boolean {
  return given.flags[flag] === true;
}

/** The argument at an index; commander has seen to it that those that are needed are there. */
export function argument(given: Given, index: number): string {
  return String(given.arguments[index] ?? '');
}
