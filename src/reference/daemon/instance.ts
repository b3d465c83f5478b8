import { type JsonObject, setMembers } from '../json.js';
import type { RunEngine } from '../runs/engine.js';
import type { Service } from '../service.js';

/** One runtime that the daemon can send runs to. */
export interface Instance {
  readonly id: string;
  /** Base URL of its Runtime API. */
  readonly endpoint: string;
  readonly profile: string | undefined;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** `metadata` and `extensions` as the client sent them (ARP-CM-044). */
  readonly kept: JsonObject;
  /** The runtime itself, where this process runs it; absent for a registered one. */
  readonly managed?: { readonly engine: RunEngine; readonly service: Service; readonly readyAt: number };
  /** Whether a registered runtime answered when last asked. */
  reachable: boolean;
}

/** `ready` as soon as the instance takes runs. */
export function stateOf(instance: Instance): 'starting' | 'ready' | 'error' {
  if (instance.managed !== undefined) return performance.now() < instance.managed.readyAt ? 'starting' : 'ready';
  return instance.reachable ? 'ready' : 'error';
}

/** RuntimeInstance. `managed` is written out, for its absence would mean true (ARP-DM-034). */
export function describeInstance(instance: Instance): JsonObject {
  return setMembers({
    instance_id: instance.id,
    state: stateOf(instance),
    managed: instance.managed !== undefined,
    runtime_profile: instance.profile,
    runtime_name: instance.name,
    runtime_version: instance.version,
    runtime_api_endpoint: instance.endpoint,
    ...instance.kept,
  });
}
