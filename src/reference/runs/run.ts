import type { JsonObject } from '../json.js';
import { setMembers } from '../json.js';

/** Where a run stands; it only moves forward (ARP-RT-016). */
export type RunState = 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';

/** One run of one engine. */
export interface Run {
  readonly id: string;
  readonly goal: string;
  state: RunState;
  /** RFC 3339; set once, when the run begins to run. */
  startedAt?: string;
  /** RFC 3339; set once, when the run is over. */
  endedAt?: string;
  /** RunEvents so far, in order of `seq`. */
  readonly events: JsonObject[];
  /** RunResult, once the run is over. */
  result?: JsonObject;
}

/** Whether a state is one that a run never leaves (ARP-RT-017). */
export function isTerminal(state: RunState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'canceled';
}

/** RunStatus of a run. */
export function statusOf(run: Run, instanceId?: string): JsonObject {
  return setMembers({
    run_id: run.id,
    state: run.state,
    started_at: run.startedAt,
    ended_at: run.endedAt,
    runtime_instance_id: instanceId,
  });
}
