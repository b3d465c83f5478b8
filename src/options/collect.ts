import { dirname, resolve } from 'node:path';
import { guess, type Place, placeText, UsageError } from '../errors.js';
import type { Json } from '../model.js';
import { type Definition, variableOf } from './definitions.js';

/** Where a setting comes from, the strongest first. */
export type Source = 'flag' | 'environment' | 'file' | 'default';

/** One effective setting. */
export interface Setting {
  readonly value: unknown;
  readonly source: Source;
  /** `--tier`, `ARP_TIER`, `arp-conformance.config.yaml:3:1`; empty for a default. */
  readonly from: string;
}

export type Settings = ReadonlyMap<string, Setting>;

/** A configuration file that was read already. */
export interface ConfigDocument {
  readonly file: string;
  readonly value: Json;
  place(path: readonly (string | number)[], what?: 'key' | 'value'): Place;
}

/** What the user gave, in three places. Flags are by option name, each a text, a list of texts, or true. */
export interface Inputs {
  readonly flags: Readonly<Record<string, string | readonly string[] | boolean>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly config?: ConfigDocument;
}

/**
 * The effective settings: flag before environment before file before default.
 * @throws UsageError at the first value that its option does not take, and at unknown keys of the file.
 */
export function collect(definitions: readonly Definition[], inputs: Inputs): Settings {
  const fromFile = configValues(definitions, inputs.config);
  const settings = new Map<string, Setting>();
  for (const definition of definitions) {
    const { name, fallback } = definition;
    const setting = definition.gathered
      ? gather(definition, definitions, inputs, fromFile.get(name))
      : (fromFlag(definition, inputs.flags[name]) ??
        fromEnvironment(definition, inputs.environment) ??
        fromFile.get(name) ??
        defaultOf(fallback));
    if (setting !== undefined) settings.set(name, setting);
  }
  return settings;
}

function fromFlag(definition: Definition, given: string | readonly string[] | boolean | undefined): Setting | undefined {
  if (given === undefined || definition.secret) return undefined;
  const from = `--${definition.name}`;
  if (typeof given === 'boolean') return { value: given, source: 'flag', from };
  const value = typeof given === 'string' ? definition.parse(given, from) : given.map((text) => definition.parse(text, from));
  return { value, source: 'flag', from };
}

function fromEnvironment(definition: Definition, environment: Inputs['environment']): Setting | undefined {
  if (definition.flagOnly) return undefined;
  const from = variableOf(definition.name);
  const text = environment[from];
  if (text === undefined || text === '') return undefined;
  const value = definition.repeatable ? linesOf(text).map((line) => definition.parse(line, from)) : definition.parse(text, from);
  return { value, source: 'environment', from };
}

/** One of the values that were gathered. */
export interface Gathered {
  readonly text: string;
  /** `--var`, `ARP_VAR_TENANT`, or a place in the configuration file. */
  readonly from: string;
}

/** All that was given for an option, whatever the place, the strongest last. */
function gather(definition: Definition, all: readonly Definition[], inputs: Inputs, inFile: Setting | undefined): Setting | undefined {
  const prefix = `${variableOf(definition.name)}_`;
  const taken = new Set(all.map(({ name }) => variableOf(name)));
  const fromVariables = Object.entries(inputs.environment).flatMap(([from, text]): Gathered[] => {
    if (!from.startsWith(prefix) || taken.has(from) || text === undefined || text === '') return [];
    return [{ text: `${from.slice(prefix.length).toLowerCase()}=${text}`, from }];
  });
  const listed = (setting: Setting | undefined): Gathered[] =>
    ((setting?.value ?? []) as string[]).map((text) => ({ text, from: setting?.from ?? '' }));
  const environment = fromEnvironment(definition, inputs.environment);
  const flag = fromFlag(definition, inputs.flags[definition.name]);
  const value = [...listed(inFile), ...listed(environment), ...fromVariables, ...listed(flag)];
  const [strongest] = [flag, environment, inFile].flatMap((setting) => setting ?? []);
  if (value.length === 0) return undefined;
  return { value, source: strongest?.source ?? 'environment', from: [...new Set(value.map(({ from }) => from))].join(', ') };
}

/** Several values in one variable stand on lines of their own: commas and spaces occur in headers. */
function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function configValues(definitions: readonly Definition[], config: ConfigDocument | undefined): ReadonlyMap<string, Setting> {
  const settings = new Map<string, Setting>();
  if (config === undefined || config.value === null) return settings;
  if (typeof config.value !== 'object' || Array.isArray(config.value)) {
    throw new UsageError('A configuration file holds settings as "name: value" lines.', config.place([]));
  }
  const known = definitions.filter(({ flagOnly }) => !flagOnly);
  for (const [name, written] of Object.entries(config.value)) {
    const definition = known.find((candidate) => candidate.name === name);
    if (definition === undefined) {
      throw new UsageError(
        `Unknown setting "${name}".${guess(
          name,
          known.map((candidate) => candidate.name),
        )}`,
        config.place([name], 'key'),
      );
    }
    if (definition.secret) {
      throw new UsageError(
        `A ${name} does not belong into a file that is shared: set ${variableOf(name)} or ${name}-file.`,
        config.place([name], 'key'),
      );
    }
    settings.set(name, { value: configValue(definition, written, config), source: 'file', from: placeText(config.place([name], 'key')) });
  }
  return settings;
}

function configValue(definition: Definition, written: Json, config: ConfigDocument): unknown {
  const { name, repeatable, path: isPath, structured } = definition;
  if (structured && written !== null && typeof written === 'object') return JSON.stringify(written);
  const parse = (value: Json, path: (string | number)[]): unknown => {
    const place = config.place(path);
    if (value === null || typeof value === 'object') throw new UsageError(`"${name}" takes a single value here.`, place);
    try {
      const parsed = definition.parse(String(value), `"${name}"`);
      return isPath === undefined ? parsed : besides(config.file, String(parsed), isPath === '@');
    } catch (error) {
      throw error instanceof UsageError ? new UsageError(error.message, place) : error;
    }
  };
  if (!repeatable) return parse(written, [name]);
  if (Array.isArray(written)) return written.map((item, index) => parse(item, [name, index]));
  return [parse(written, [name])];
}

/** A path in the configuration file stands beside it; where only what follows an `@` is one, anything else stays as it is. */
function besides(configFile: string, value: string, behindSign: boolean): string {
  // What begins with a scheme is no path.
  if (/^[a-z]{2,}:/.test(value)) return value;
  const folder = dirname(configFile);
  if (!behindSign) return resolve(folder, value);
  return value.startsWith('@') ? `@${resolve(folder, value.slice(1))}` : value;
}

function defaultOf(value: unknown): Setting | undefined {
  return value === undefined ? undefined : { value, source: 'default', from: '' };
}
