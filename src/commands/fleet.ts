import { messageOf, placeText, UsageError } from '../errors.js';
import { readTargets } from '../load/targets.js';
import { collect, type Inputs } from '../options/collect.js';
import { type Definition, variableOf } from '../options/definitions.js';
import { type Options, resolve } from '../options/resolve.js';
import { type Job, prepare } from '../run.js';
import type { Words } from './doctor.js';
import type { Host } from './host.js';

/** What all targets have in common: flags count for each of them, above its own settings. */
export interface FleetSettings {
  readonly definitions: readonly Definition[];
  readonly flags: Inputs['flags'];
  readonly words: Words;
  readonly reporters: readonly string[];
}

/** Plans a run of every target of a file. @throws UsageError that names the target, before anything is sent to any */
export async function planFleet(
  file: string,
  { definitions, flags, words, reporters }: FleetSettings,
  host: Host,
): Promise<readonly { readonly options: Options; readonly jobs: readonly Job[] }[]> {
  const addresses = ['url', ...words.services.map((service) => `${service}-url`)];
  const twice = addresses.find((name) => flags[name] !== undefined);
  if (twice !== undefined) throw new UsageError(`--targets says where each service lives: leave --${twice} out.`);
  // An address in the environment is that of one service.
  const variables = new Set(addresses.map(variableOf));
  const environment = Object.fromEntries(Object.entries(host.environment).filter(([name]) => !variables.has(name)));
  return Promise.all(
    readTargets(file, words.services).map(async ({ name, service, config }) => {
      try {
        const settings = collect(definitions, { flags, environment, config });
        const options = resolve(service, settings, words, reporters, host.environment);
        const named = { ...options, targets: options.targets.map((target) => ({ ...target, name })) };
        return { options: named, jobs: await prepare(named) };
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        const place = error.place === undefined || error.place.file !== file ? '' : `${placeText(error.place)}: `;
        throw new UsageError(`${place}target ${name}: ${messageOf(error)}`, place === '' ? error.place : undefined);
      }
    }),
  );
}
