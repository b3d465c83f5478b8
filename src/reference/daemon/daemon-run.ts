import { Refusal } from '../http/answer.js';
import { type JsonObject, setMembers } from '../json.js';
import type { RunEngine } from '../runs/engine.js';
import { type Run, statusOf } from '../runs/run.js';

/** A run as the daemon knows it, wherever it is carried out. */
export interface DaemonRun {
  readonly id: string;
  /** Learns how the run stands; never fails. */
  refresh(): Promise<void>;
  /** RunStatus as last learnt. */
  status(): JsonObject;
  /** RunResult; throws a Refusal while there is none. */
  result(): Promise<JsonObject>;
  /** TraceEvents so far. */
  trace(): JsonObject[];
}

/** The refusal of a result that does not exist yet (ARP-RT-029). */
export function notFinished(): Refusal {
  return new Refusal(409, 'not_finished', 'The run is not over yet');
}

/** A run in an engine of this process. */
export class LocalRun implements DaemonRun {
  readonly #run: Run;
  readonly #instanceId: string | undefined;

  constructor(engine: RunEngine, goal: string, id: string | undefined, instanceId: string | undefined) {
    this.#run = engine.create(goal, id);
    this.#instanceId = instanceId;
  }

  get id(): string {
    return this.#run.id;
  }

  async refresh(): Promise<void> {}

  status(): JsonObject {
    return statusOf(this.#run, this.#instanceId);
  }

  async result(): Promise<JsonObject> {
    if (this.#run.result === undefined) throw notFinished();
    return structuredClone(this.#run.result);
  }

  trace(): JsonObject[] {
    return this.#run.events.map(({ run_id = '', seq = 0, time = '', type, data }) =>
      setMembers({ run_id, seq, time, level: type === 'error' ? 'error' : 'info', type: `run.${String(type)}`, data }),
    );
  }
}
