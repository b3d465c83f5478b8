import { guess, UsageError } from '../../errors.js';
import type { Json, Suite, SuiteVariable } from '../../model.js';
import { readDocument } from '../document.js';

/** A value that a user gave for a variable, as text, and what it was given by. */
export interface GivenValue {
  readonly name: string;
  readonly text: string;
  /** `--var`, or the name of a variable of the environment. */
  readonly from: string;
}

/** What is given for the variables of some suites. */
export interface VariableValues {
  readonly values: Readonly<Record<string, Json>>;
  readonly secrets: readonly string[];
  /** Names of the variables whose value everybody may see. */
  readonly open: readonly string[];
}

/**
 * The values of the variables of suites: what was given by flag or environment, before the file, before the default.
 * @param given the strongest last
 * @throws UsageError for a name that no suite has, for what is not JSON where JSON is asked for, and for a secret on the command line
 */
export function variableValues(suites: readonly Suite[], given: readonly GivenValue[], file: string | undefined): VariableValues {
  const declared = new Map(suites.flatMap(({ variables = {} }) => Object.entries(variables)));
  const values: Record<string, Json> = {};
  for (const [name, variable] of declared) if (variable.default !== undefined) values[name] = variable.default;
  if (file !== undefined) Object.assign(values, fromFile(file, declared));
  for (const { name, text, from } of given) {
    const variable = declared.get(name);
    // The environment is shared with other programs and other suites.
    if (variable === undefined && from !== '--var') continue;
    if (variable === undefined)
      throw new UsageError(`--var: no suite of this run has a variable "${name}".${guess(name, declared.keys())}`);
    if (variable.secret && from === '--var')
      throw new UsageError(
        `--var: "${name}" is a secret, which other users of the machine could read there. Set ARP_VAR_${name.toUpperCase()}, or give --var-file.`,
      );
    values[name] = readValue(text, variable, `${from}${from === '--var' ? ` ${name}` : ''}`);
  }
  const secrets = [...declared].flatMap(([name, { secret }]) => (secret && values[name] !== undefined ? textsIn(values[name]) : []));
  return { values, secrets, open: [...declared].flatMap(([name, { secret }]) => (secret ? [] : [name])) };
}

function fromFile(file: string, declared: ReadonlyMap<string, SuiteVariable>): Record<string, Json> {
  const { value, place } = readDocument(file);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new UsageError('A file of variables holds "name: value" lines.', place([]));
  for (const name of Object.keys(value))
    if (!declared.has(name))
      throw new UsageError(`No suite of this run has a variable "${name}".${guess(name, declared.keys())}`, place([name], 'key'));
  return value;
}

/** Text is text, unless the default is something else: then it is JSON. */
function readValue(text: string, { default: fallback }: SuiteVariable, from: string): Json {
  if (fallback === undefined || typeof fallback === 'string') return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new UsageError(`${from} takes JSON, as its default is ${JSON.stringify(fallback)}; "${text}" is none.`);
  }
}

function textsIn(value: Json): string[] {
  if (value === null || typeof value !== 'object') return [String(value)];
  return Object.values(value).flatMap(textsIn);
}
