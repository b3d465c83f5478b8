import { Refusal } from '../http/answer.js';
import { violationsOf } from '../http/shape-check.js';
import { isJsonObject, type JsonObject, setMembers } from '../json.js';
import { isTerminal, type RunState } from '../runs/run.js';
import { runResult, runStatus } from './answer-shapes.js';
import { type DaemonRun, notFinished } from './daemon-run.js';
import { callRuntime, type OutboundLimits, type Reply } from './outbound.js';

const ORDER: readonly RunState[] = ['queued', 'running', 'succeeded', 'failed', 'canceled'];
// A runtime that stays silent this often has lost the run: it ends as failed instead of never (ARP-DM-064).
const LOST_AFTER = 3;

/** A run that a registered runtime carries out, followed over HTTP. */
export class ExternalRun implements DaemonRun {
  readonly id: string;
  readonly #remote: { readonly endpoint: string; readonly limits: OutboundLimits; readonly runId: string };
  readonly #instanceId: string;
  readonly #trace: JsonObject[] = [];
  #status: JsonObject;
  #result: JsonObject | undefined;
  #silences = 0;

  private constructor(id: string, instanceId: string, endpoint: string, limits: OutboundLimits, first: JsonObject) {
    this.id = id;
    this.#instanceId = instanceId;
    this.#remote = { endpoint, limits, runId: String(first.run_id) };
    this.#status = { run_id: id, state: 'queued' };
    this.#observe({ state: 'queued' });
    this.#learn(first);
  }

  /** Hands a RunRequest to the runtime; throws a Refusal when that does not take it. */
  static async submit(id: string, instanceId: string, endpoint: string, limits: OutboundLimits, request: JsonObject): Promise<ExternalRun> {
    const { runtime_selector: _, ...order } = request;
    const reply = await callRuntime(endpoint, '/v1/runs', limits, { ...order, run_id: id }).catch(() => undefined);
    if (reply?.status !== 200 || !isJsonObject(reply.body) || violationsOf(reply.body, runStatus).length > 0) {
      throw new Refusal(502, 'runtime_failed', 'The selected runtime did not take the run', setMembers({ status: reply?.status }));
    }
    return new ExternalRun(id, instanceId, endpoint, limits, reply.body);
  }

  async refresh(): Promise<void> {
    if (this.#over()) return;
    const reply = await this.#read('');
    if (reply?.status === 200 && isJsonObject(reply.body) && violationsOf(reply.body, runStatus).length === 0)
      return this.#learn(reply.body);
    this.#silences += 1;
    if (this.#silences >= LOST_AFTER && !this.#over()) this.#lose();
  }

  status(): JsonObject {
    return { ...this.#status };
  }

  async result(): Promise<JsonObject> {
    await this.refresh();
    if (!this.#over()) throw notFinished();
    this.#result ??= await this.#fetchResult();
    return structuredClone(this.#result);
  }

  trace(): JsonObject[] {
    return structuredClone(this.#trace);
  }

  async #fetchResult(): Promise<JsonObject> {
    const reply = await this.#read('/result');
    const ok = this.#status.state === 'succeeded';
    if (isJsonObject(reply?.body) && violationsOf(reply.body, runResult).length === 0 && reply.body.ok === ok)
      return { ...reply.body, run_id: this.id };
    if (ok) throw new Refusal(502, 'runtime_failed', 'The runtime does not give the result of the run');
    return { run_id: this.id, ok, error: { code: 'run_failed', message: 'The runtime gives no reason' } };
  }

  #read(what: string): Promise<Reply | undefined> {
    const { endpoint, limits, runId } = this.#remote;
    return callRuntime(endpoint, `/v1/runs/${encodeURIComponent(runId)}${what}`, limits).catch(() => undefined);
  }

  #over(): boolean {
    return isTerminal(this.#status.state as RunState);
  }

  // Answers can overtake each other: what is behind of what is known already is dropped.
  #learn(status: JsonObject): void {
    const before = this.#status.state as RunState;
    const state = status.state as RunState;
    this.#silences = 0;
    if (this.#over() || ORDER.indexOf(state) < ORDER.indexOf(before)) return;
    const { started_at, ended_at } = status;
    this.#status = setMembers({
      run_id: this.id,
      state,
      started_at: this.#status.started_at ?? started_at,
      ended_at: isTerminal(state) ? ended_at : undefined,
      runtime_instance_id: this.#instanceId,
    });
    if (state !== before) this.#observe({ state });
  }

  #lose(): void {
    this.#result = {
      run_id: this.id,
      ok: false,
      error: { code: 'runtime_lost', message: 'The runtime no longer answers', retryable: true },
    };
    this.#learn({ state: 'failed', ended_at: new Date().toISOString() });
  }

  #observe(data: JsonObject): void {
    const time = new Date().toISOString();
    this.#trace.push({ run_id: this.id, seq: this.#trace.length, time, level: 'info', type: 'run.state', data });
  }
}
