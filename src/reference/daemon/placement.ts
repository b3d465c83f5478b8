import { notFound } from '../http/answer.js';
import { type Instance, stateOf } from './instance.js';
import type { Profiles } from './profiles.js';

type Selector = Readonly<Record<string, string>>;

/** The instance that carries out a run; undefined for the runtime that the daemon keeps for itself. Unknown names are 404 (ARP-DM-066). */
export function placeRun(selector: Selector, instances: readonly Instance[], profiles: Profiles): Instance | undefined {
  if (Object.keys(selector).length === 0) return best(instances.filter((instance) => instance.managed !== undefined));
  const fitting = best(instances.filter((instance) => fits(instance, selector)));
  if (fitting !== undefined) return fitting;
  if (startable(selector, profiles)) return undefined;
  throw notFound('Runtime that fits runtime_selector');
}

function best(instances: readonly Instance[]): Instance | undefined {
  return instances.find((instance) => stateOf(instance) === 'ready') ?? instances[0];
}

function fits(instance: Instance, selector: Selector): boolean {
  const { instance_id, runtime_profile, runtime_name, runtime_api_endpoint } = selector;
  return (
    (instance_id === undefined || instance.id === instance_id) &&
    (runtime_profile === undefined || instance.profile === runtime_profile) &&
    (runtime_name === undefined || instance.name === runtime_name) &&
    (runtime_api_endpoint === undefined || normal(instance.endpoint) === normal(runtime_api_endpoint))
  );
}

// A profile without an instance is served by the daemon's own runtime.
function startable(selector: Selector, profiles: Profiles): boolean {
  if (selector.instance_id !== undefined || selector.runtime_api_endpoint !== undefined) return false;
  return [...profiles.values()].some(
    (profile) =>
      (selector.runtime_profile === undefined || profile.runtime_profile === selector.runtime_profile) &&
      (selector.runtime_name === undefined || profile.runtime_name === selector.runtime_name),
  );
}

function normal(url: string): string {
  return (URL.canParse(url) ? new URL(url).href : url).replace(/\/+$/, '');
}
