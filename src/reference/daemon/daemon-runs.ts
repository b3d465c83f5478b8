import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { notFound, Refusal } from '../http/answer.js';
import { type Call, parameter } from '../http/call.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { RunEngine } from '../runs/engine.js';
import { readRunRequest } from '../runs/run-request.js';
import type { Settings } from '../settings.js';
import { type DaemonRun, LocalRun } from './daemon-run.js';
import { ExternalRun } from './external-run.js';
import { type Instance, stateOf } from './instance.js';
import type { Instances } from './instances.js';
import type { OutboundLimits } from './outbound.js';
import { placeRun } from './placement.js';
import type { Profiles } from './profiles.js';

/** How long a busy daemon looks at a request, in milliseconds. */
const LOOK_MS = 5;

/** Every run that a daemon ever took, in order. */
export class DaemonRuns {
  readonly #runs: DaemonRun[] = [];
  readonly #taken = new Map<string, DaemonRun | undefined>();
  /** Ids of instances that a request is looked at for. */
  readonly #kept = new Set<string>();
  readonly #own: RunEngine;
  readonly #instances: Instances;
  readonly #profiles: Profiles;
  readonly #limits: OutboundLimits;

  constructor(settings: Settings, instances: Instances, profiles: Profiles, limits: OutboundLimits) {
    this.#own = new RunEngine(settings);
    this.#instances = instances;
    this.#profiles = profiles;
    this.#limits = limits;
    const past = new RunEngine({ ...settings, synchronous: true });
    for (let index = 1; index <= settings.pastRuns; index += 1) this.#keep(new LocalRun(past, 'done before', `past-${index}`, undefined));
  }

  /** All runs, oldest first. */
  all(): readonly DaemonRun[] {
    return this.#runs;
  }

  /** The run that a path names; throws 404. */
  known(call: Call): DaemonRun {
    const run = this.#taken.get(parameter(call, 'run_id'));
    if (run === undefined) throw notFound('Run');
    return run;
  }

  /** Takes a run and hands it to the runtime that its selector names (ARP-DM-060…067). */
  async submit(request: JsonObject): Promise<DaemonRun> {
    const { runId, goal, selector } = readRunRequest(request);
    const instance = placeRun(selector, this.#instances.all(), this.#profiles);
    const id = runId ?? `run-${randomUUID()}`;
    const engine = instance === undefined ? this.#own : instance.managed?.engine;
    if (this.#taken.has(id) || engine?.get(id) !== undefined) throw new Refusal(409, 'conflict', 'A run with this run_id exists already');
    if (engine !== undefined) return this.#keep(new LocalRun(engine, goal, id, instance?.id));
    return this.#keep(await this.#submitOutside(id, instance as Instance, request));
  }

  /** Keeps the instance that a request selects to that request until it is over; one that has something to do takes none, whatever its body. */
  async admit(body: Json): Promise<() => void> {
    const selector = isJsonObject(body) ? body.runtime_selector : undefined;
    const instance = isJsonObject(selector) ? this.#instances.get(String(selector.instance_id)) : undefined;
    if (instance === undefined) return () => undefined;
    if (this.#kept.has(instance.id) || instance.managed?.engine.isWorking)
      throw new Refusal(409, 'instance_busy', 'The instance has something else to do');
    this.#kept.add(instance.id);
    await pause(LOOK_MS, undefined, { ref: false });
    return () => void this.#kept.delete(instance.id);
  }

  close(): void {
    this.#own.close();
  }

  async #submitOutside(id: string, instance: Instance, request: JsonObject): Promise<DaemonRun> {
    // The id is taken from here on: a second submit must not slip in while the runtime is asked.
    this.#taken.set(id, undefined);
    try {
      if (stateOf(instance) !== 'ready') await this.#instances.recheck(instance);
      if (stateOf(instance) !== 'ready') throw new Refusal(503, 'runtime_unavailable', 'The selected runtime does not answer');
      return await ExternalRun.submit(id, instance.id, instance.endpoint, this.#limits, request);
    } catch (error) {
      this.#taken.delete(id);
      throw error;
    }
  }

  #keep(run: DaemonRun): DaemonRun {
    this.#runs.push(run);
    this.#taken.set(run.id, run);
    return run;
  }
}
