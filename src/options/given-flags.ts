import type { GivenFlag } from '../model.js';
import { isSecretName } from '../secrets.js';
import type { Gathered, Settings } from './collect.js';
import { type Definition, variableOf } from './definitions.js';
import { INLINE } from './inputs.js';

/** What a user gave, wherever, that changes what is sent or how it is judged. Secrets are left to variables of the shell. */
export function givenFlags(definitions: readonly Definition[], settings: Settings): GivenFlag[] {
  return definitions.flatMap(({ name, repeatable, repeated }) => {
    const setting = settings.get(name);
    if (!repeated || setting === undefined || setting.source === 'default' || setting.value === false) return [];
    const values = repeatable ? (setting.value as readonly unknown[]) : [setting.value];
    return values.flatMap((value) => givenFlag(name, value));
  });
}

function givenFlag(flag: string, value: unknown): GivenFlag[] {
  if (value === true) return [{ flag }];
  // What a command line for the shell holds nobody can know.
  if (flag === 'token-command') return [{ flag, variable: variableOf(flag) }];
  if (flag === 'var') return [variableFlag(value as Gathered)];
  if (Array.isArray(value)) return headerFlag(String(value[0]), String(value[1]));
  const text = String(value);
  return [text.startsWith(INLINE) ? { flag, value: INLINE, variable: variableOf(flag) } : { flag, value: text }];
}

/** Which variable is a secret only its suite knows, and the environment may hold those of other suites. */
function variableFlag({ text, from }: Gathered): GivenFlag {
  if (!from.startsWith(variableOf('var'))) return { flag: 'var', value: text };
  const name = text.slice(0, text.indexOf('='));
  return { flag: 'var', value: `${name}=`, variable: `${variableOf('var')}_${name.toUpperCase()}` };
}

function headerFlag(name: string, value: string): GivenFlag[] {
  if (!isSecretName(name)) return [{ flag: 'header', value: `${name}: ${value}` }];
  const scheme = /^authorization$/i.test(name) ? (/^\S+\s+/.exec(value)?.[0] ?? '') : '';
  // A bearer token is taken from the environment without a word.
  if (/^bearer\s/i.test(scheme)) return [];
  return [{ flag: 'header', value: `${name}: ${scheme}`, variable: `ARP_HEADER_${name.toUpperCase().replace(/\W/g, '_')}` }];
}
