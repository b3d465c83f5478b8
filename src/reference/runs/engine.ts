import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { EventFeed } from '../http/answer.js';
import { type JsonObject, setMembers } from '../json.js';
import type { Settings } from '../settings.js';
import { isTerminal, type Run } from './run.js';
import { SCRIPT } from './script.js';

/** Carries runs through their lives, in memory, on timers. Shared by the runtime and by the daemon's managed instances. */
export class RunEngine {
  readonly #runs = new Map<string, Run>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The run of this id. */
  get(id: string): Run | undefined {
    return this.#runs.get(id);
  }

  /** Whether some run is not over. */
  get isWorking(): boolean {
    return [...this.#runs.values()].some(({ state }) => !isTerminal(state));
  }

  /** Takes on a run; it is queued, and retrievable at once (ARP-RT-008). */
  create(goal: string, id: string = `run-${randomUUID()}`): Run {
    const run: Run = { id, goal, state: 'queued', events: [] };
    this.#runs.set(id, run);
    if (this.#settings.synchronous) this.#finishNow(run);
    else this.#after(run, this.#settings.queuedMs, () => this.#start(run));
    return run;
  }

  /** Ends a run as canceled; one that is over stays as it is (ARP-RT-043). */
  cancel(run: Run): void {
    if (isTerminal(run.state)) return;
    this.#end(run, 'canceled', { code: 'canceled', message: 'The run was canceled' });
  }

  /** The events of a run: those recorded, then those to come, then the end (ARP-RT-062). */
  feed(run: Run): EventFeed {
    return {
      follow: (reader) => {
        let sent = 0;
        const catchUp = () => {
          while (sent < run.events.length) reader.event(run.events[sent++] ?? {});
          if (isTerminal(run.state)) stop();
          if (isTerminal(run.state)) reader.end();
        };
        const stop = () => this.#changes.off(run.id, catchUp);
        this.#changes.on(run.id, catchUp);
        catchUp();
        return stop;
      },
    };
  }

  /** Stops every timer and cancels what still runs. */
  close(): void {
    for (const run of this.#runs.values()) this.cancel(run);
    this.#changes.removeAllListeners();
  }

  #start(run: Run): void {
    run.state = 'running';
    run.startedAt = now();
    const slow = /slow/i.test(run.goal);
    this.#play(run, 0, slow ? this.#settings.slowMs / (SCRIPT.length + 1) : this.#settings.stepMs);
  }

  #play(run: Run, index: number, pauseMs: number): void {
    const beat = SCRIPT[index];
    if (beat === undefined) {
      this.#conclude(run);
      return;
    }
    this.#record(run, beat.type, beat.data);
    this.#after(run, pauseMs, () => this.#play(run, index + 1, pauseMs));
  }

  #finishNow(run: Run): void {
    run.state = 'running';
    run.startedAt = now();
    for (const beat of SCRIPT) this.#record(run, beat.type, beat.data);
    this.#conclude(run);
  }

  #conclude(run: Run): void {
    const fails = this.#settings.everyRunFails || /fail/i.test(run.goal);
    if (fails) this.#end(run, 'failed', { code: 'goal_not_reached', message: 'The goal could not be reached', retryable: false });
    else this.#end(run, 'succeeded', undefined);
  }

  #end(run: Run, state: 'succeeded' | 'failed' | 'canceled', error: JsonObject | undefined): void {
    clearTimeout(this.#timers.get(run.id));
    this.#timers.delete(run.id);
    run.endedAt = now();
    run.result = error === undefined ? this.#success(run) : { run_id: run.id, ok: false, error };
    run.state = state;
    this.#record(run, state === 'failed' ? 'error' : 'final', error === undefined ? { state } : { state, error });
  }

  #success(run: Run): JsonObject {
    const full = this.#settings.optionalFields;
    return setMembers({
      run_id: run.id,
      ok: true,
      output: { text: `Reached: ${run.goal}` },
      artifacts: full ? [{ type: 'text', id: 'summary', uri: `urn:uuid:${randomUUID()}` }] : undefined,
      usage: full ? { steps: 1, tokens: 2, tool_calls: 1 } : undefined,
    });
  }

  #record(run: Run, type: string, data: JsonObject): void {
    const full = this.#settings.optionalFields;
    run.events.push(setMembers({ run_id: run.id, seq: run.events.length, type, time: now(), data: full ? data : undefined }));
    this.#changes.emit(run.id);
  }

  #after(run: Run, ms: number, act: () => void): void {
    // Unreferenced: a run that nobody waits for does not keep the process alive.
    this.#timers.set(run.id, setTimeout(act, ms).unref());
  }
}

function now(): string {
  return new Date().toISOString();
}
