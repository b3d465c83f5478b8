import { overlay } from '../json/overlay.js';
import { valueAt } from '../json/pointer.js';
import { fillIn, fillInGiven, MissingValue, namesIn, type Variables } from '../json/template.js';
import type { CleanupRecord, Exchange, Json, Message, PlannedCreation, PlannedProbe, PlannedWalk } from '../model.js';
import { cleanUp, lookBefore } from './cleanup.js';
import { Gate } from './gate.js';
import { itemsFor, type NoItems } from './items.js';
import { Ledger } from './ledger.js';
import { Pace } from './pace.js';
import { knownItems, walkPages } from './walk.js';

/** How a plan is carried out. Times are in milliseconds. */
export interface ScheduleSettings {
  /** Requests under way at a time. */
  readonly jobs: number;
  /** Stops the run: nothing more is begun, and readings under way end at once. */
  readonly signal: AbortSignal;
  /** Aborts some time after {@link signal}: a request that may have an effect is waited for so long. */
  readonly lateSignal: AbortSignal;
  /** Whether what was created is removed at the end. */
  readonly cleanup: boolean;
  /** Values that are there from the start. */
  readonly variables: Variables;
  /** Makes names that nothing else on the service has. */
  fresh(name: string): string;
  readonly pollTimeout: number;
  readonly pollInterval: number;
  send(message: Message, signal: AbortSignal): Promise<Exchange>;
  /** Where a message would go. */
  describe(message: Message): { readonly url: string };
  /** Most requests of the plan that are sent; looking around before and cleaning up are not counted. */
  readonly maxRequests?: number;
  /** The user's bearer token as it is now. */
  token?(): string | undefined;
  /** Looks at each exchange as it ends; true starts nothing more. */
  stopAfter(exchange: Exchange): boolean;
  /** Told of every exchange that ended. */
  onExchange?(exchange: Exchange): void;
}

/** Readings without success in a row after which polling gives up. */
const MOST_MISSES = 2;

/** What a run did. */
export interface Recording {
  /** In the order of the plan, whatever the order in which they ended. */
  readonly exchanges: ReadonlyMap<string, Exchange>;
  readonly variables: Variables;
  readonly unsent: ReadonlyMap<string, Unsent>;
  readonly cleanup: CleanupRecord;
  /** The most requests that were allowed, where something was left out for that. */
  readonly stoppedAt?: number;
}

/** Why a probe was not sent: the one before it that did not succeed, the list that had no item, or the value that nobody gave. */
export type Unsent = { readonly needs: string } | NoItems | { readonly missing: string };

/** Carries out the probes of a plan, several at a time, each after those that it needs; what must be turned down comes after all else. */
export async function schedule(probes: readonly PlannedProbe[], settings: ScheduleSettings): Promise<Recording> {
  const run = new Run(probes, settings, await makerOfSamples(probes));
  const gated = { ...settings, send: run.send };
  await lookBefore(run.creations, run.ledger, gated, settings.signal);
  const inTime = probes.filter(({ afterwards }) => !afterwards);
  await run.carryOut(inTime.filter(({ effect }) => effect !== 'refused'));
  await run.carryOut(inTime.filter(({ effect }) => effect === 'refused'));
  await run.carryOut(probes.filter(({ afterwards }) => afterwards));
  return run.recording(await cleanUp(run.ledger, gated));
}

type Schemas = typeof import('../json/schema/sample.js');

/** What makes values for schemas, where a request asks for one: it is loaded for that alone. */
async function makerOfSamples(probes: readonly PlannedProbe[]): Promise<Schemas['sampleOf'] | undefined> {
  const asked = probes.some(({ request }) => namesIn(request as never).some((name) => name.startsWith('sample:')));
  return asked ? (await import('../json/schema/sample.js')).sampleOf : undefined;
}

class Run {
  readonly #probes: readonly PlannedProbe[];
  readonly #settings: ScheduleSettings;
  readonly #gate: Gate;
  readonly #variables: Map<string, Json>;
  readonly #series = new Map<string, Exchange[]>();
  readonly ledger = new Ledger();
  readonly creations: readonly PlannedCreation[];
  readonly #unsent = new Map<string, Unsent>();
  /** Whether each probe that was begun did what it was asked for. */
  readonly #begun = new Map<string, Promise<boolean>>();
  #stopped = false;
  #sent = 0;
  #spent = false;

  constructor(
    probes: readonly PlannedProbe[],
    settings: ScheduleSettings,
    readonly sampleOf: Schemas['sampleOf'] | undefined,
  ) {
    this.#probes = probes;
    this.#settings = settings;
    this.#gate = new Gate(settings.jobs);
    this.creations = probes.flatMap(({ creates }) => creates ?? []);
    this.#variables = new Map(settings.variables);
  }

  /** Sends something beside the plan, within the same bound of requests at a time. */
  readonly send = (message: Message, signal: AbortSignal): Promise<Exchange> =>
    this.#gate.through(() => this.#settings.send(message, signal));

  recording(cleanup: CleanupRecord): Recording {
    const exchanges = this.#probes.flatMap(({ key }) => (this.#series.get(key) ?? []).filter((exchange) => exchange !== undefined));
    return {
      exchanges: new Map(exchanges.map((exchange) => [exchange.key, exchange])),
      variables: this.#variables,
      unsent: this.#unsent,
      cleanup,
      ...(this.#spent ? { stoppedAt: this.#sent } : {}),
    };
  }

  async carryOut(probes: readonly PlannedProbe[]): Promise<void> {
    const owners = new Map(
      this.#probes.flatMap(({ key, walk }) => (walk?.meanwhile === undefined ? [] : [[walk.meanwhile, key] as const])),
    );
    await Promise.all(probes.filter(({ key }) => !owners.has(key)).map((probe) => this.#begin(probe)));
    for (const { key } of probes) if (!this.#begun.has(key)) this.#unsent.set(key, { needs: owners.get(key) ?? '' });
  }

  #begin(probe: PlannedProbe): Promise<boolean> {
    const begun = this.#begun.get(probe.key) ?? this.#afterNeeds(probe);
    this.#begun.set(probe.key, begun);
    return begun;
  }

  #known(key: string): PlannedProbe | undefined {
    return this.#probes.find((probe) => probe.key === key);
  }

  async #afterNeeds(probe: PlannedProbe): Promise<boolean> {
    await Promise.all((probe.after ?? []).flatMap((key) => this.#known(key) ?? []).map((before) => this.#begin(before)));
    for (const key of probe.needs) {
      const before = this.#known(key);
      if (before !== undefined && (await this.#begin(before))) continue;
      this.#unsent.set(probe.key, { needs: key });
      return false;
    }
    try {
      await this.#sendAll(probe);
    } catch (error) {
      if (!(error instanceof MissingValue)) throw error;
      // What it needs was there, and did not tell the value.
      this.#unsent.set(probe.key, probe.needs.length === 0 ? { missing: error.variable } : { empty: error.variable });
    }
    const last = this.#series.get(probe.key)?.at(-1);
    return last !== undefined && isGood(last) && (probe.until === undefined || isReached(probe.until, last));
  }

  #isOver(): boolean {
    return this.#stopped || this.#settings.signal.aborted;
  }

  async #sendAll(probe: PlannedProbe): Promise<void> {
    const { each, times = 1 } = probe.request;
    if (each !== undefined) {
      const items = itemsFor(
        each,
        (name) => this.#value(name, probe.key, {}),
        (item) => this.#canSend(probe, { [each.as]: item }),
      );
      if (!('empty' in items)) await Promise.all(items.map((item, index) => this.#sendOne(probe, index + 1, { [each.as]: item })));
      else this.#unsent.set(probe.key, items);
      return;
    }
    if (probe.walk !== undefined) return this.#walk(probe, probe.walk);
    const pace = new Pace(this.#settings);
    let misses = 0;
    for (let count = 1; ; count += 1) {
      const exchange = await this.#sendOne(probe, count);
      if (exchange === undefined) return;
      this.#save(probe, exchange);
      if (probe.until === undefined ? count >= times : isReached(probe.until, exchange)) return;
      misses = isGood(exchange) ? 0 : misses + 1;
      if (probe.until !== undefined && (misses > MOST_MISSES || !(await pace.next(exchange)))) return;
    }
  }

  async #walk(probe: PlannedProbe, walk: PlannedWalk): Promise<void> {
    const { to, cut, meanwhile } = walk;
    const listed = cut === undefined ? undefined : this.#series.get(cut.list)?.map(jsonOf);
    await walkPages(walk, {
      to: to === undefined ? undefined : fillIn(to, (name) => this.#value(name, probe.key, {})),
      known: listed === undefined ? undefined : knownItems(walk, listed),
      send: async (count, query) => {
        const exchange = await this.#sendOne(probe, count, {}, query);
        if (exchange !== undefined) this.#save(probe, exchange);
        return exchange;
      },
      meanwhile: async () => {
        const other = meanwhile === undefined ? undefined : this.#known(meanwhile);
        if (other !== undefined) await this.#begin(other);
      },
      bodyOf: jsonOf,
    });
  }

  /** Whether everything that a request for this item names has a value. */
  #canSend(probe: PlannedProbe, item: Readonly<Record<string, Json>>): boolean {
    try {
      this.#message(probe, probe.key, item);
      return true;
    } catch (error) {
      if (error instanceof MissingValue) return false;
      throw error;
    }
  }

  /** @returns undefined when the run ended before there was a place for it */
  async #sendOne(
    probe: PlannedProbe,
    count: number,
    item?: Readonly<Record<string, Json>>,
    query: Message['query'] = {},
  ): Promise<Exchange | undefined> {
    const key = count === 1 ? probe.key : `${probe.key}#${count}`;
    const planned = this.#message(probe, key, item);
    const message = { ...planned, query: { ...planned.query, ...query } };
    return this.#gate.through(async () => {
      if (this.#isOver()) return undefined;
      this.#spent ||= this.#sent >= (this.#settings.maxRequests ?? Number.POSITIVE_INFINITY);
      if (this.#spent) return undefined;
      if (!this.ledger.allows(message, this.creations)) throw new MissingValue(Object.keys(message.path)[0] ?? '');
      this.#sent += 1;
      const { signal, lateSignal } = this.#settings;
      const exchange = await this.#settings.send(message, probe.effect === 'read' ? signal : lateSignal);
      this.ledger.note(message, exchange);
      const series = this.#series.get(probe.key) ?? [];
      series[count - 1] = exchange;
      this.#series.set(probe.key, series);
      this.#settings.onExchange?.(exchange);
      this.#stopped ||= this.#settings.stopAfter(exchange);
      return exchange;
    });
  }

  #message(probe: PlannedProbe, key: string, item: Readonly<Record<string, Json>> = {}): Message {
    const value = (name: string): Json | undefined => this.#value(name, key, item);
    const { path = {}, query = {}, body } = probe.request;
    const base = body?.base === undefined ? undefined : fillInGiven(body.base, value);
    const texts = (values: Readonly<Record<string, Json>>): Record<string, string> =>
      Object.fromEntries(Object.entries(values).map(([name, template]) => [name, String(fillIn(template, value))]));
    const written = body?.json === undefined ? undefined : fillIn(body.json, value);
    const json = written === undefined || base === undefined ? written : overlay(base, written);
    const sent =
      json !== undefined
        ? { text: JSON.stringify(json), json }
        : body?.base64 !== undefined
          ? { bytes: Buffer.from(body.base64, 'base64') }
          : body;
    return {
      key,
      probe,
      operation: probe.operation,
      path: texts(path),
      query: texts(query),
      credentials: String(fillIn(probe.credentials, value)),
      ...(sent === undefined ? {} : { body: sent }),
      ...(Object.keys(item).length === 0 ? {} : { item }),
    };
  }

  /** What `${name}` stands for in a request: a fresh name, a sample for a schema, the item of a list, or something saved. */
  #value(name: string, key: string, item: Readonly<Record<string, Json>>): Json | undefined {
    if (name === 'token') return this.#settings.token?.();
    if (name === 'fresh') return this.#settings.fresh(key);
    if (name.startsWith('fresh:')) {
      // Expectations may speak of it, too.
      this.#variables.set(name, this.#settings.fresh(name.slice('fresh:'.length)));
      return this.#variables.get(name);
    }
    if (name.startsWith('sample:')) {
      const schema = this.#value(name.slice('sample:'.length), key, item);
      return schema === undefined ? undefined : this.sampleOf?.(schema);
    }
    if (name.startsWith('refused:')) return this.#refused(name.slice('refused:'.length));
    const [first = '', ...rest] = name.split('/');
    const whole = item[first] ?? this.#variables.get(first);
    const found = rest.length === 0 || whole === undefined ? whole : valueAt(whole, `/${rest.join('/')}`);
    // What has no name cannot be asked for.
    return found === '' ? undefined : found;
  }

  /** What requests named that were turned down, as `${refused:OPERATION/POINTER}`: the values at that place of their bodies. */
  #refused(name: string): Json {
    const slash = name.indexOf('/');
    const exchanges = [...this.#series.values()].flat().filter((exchange) => exchange?.operation === name.slice(0, slash));
    return exchanges.flatMap(({ answer, request: { json } }) => {
      const value = isRefusal(answer?.status) && json !== undefined ? valueAt(json, name.slice(slash)) : undefined;
      return typeof value === 'string' ? [value] : [];
    });
  }

  #save(probe: PlannedProbe, exchange: Exchange): void {
    if (!isGood(exchange)) return;
    const body = jsonOf(exchange);
    for (const [name, at] of Object.entries(probe.save)) {
      const value = body === undefined ? undefined : valueAt(body, at);
      if (value !== undefined && value !== null) this.#variables.set(name, value);
    }
  }
}

/** Whether what was asked for happened: a success, or for a request that should fail an error that is not that of an absent route. */
function isGood({ answer, expects }: Exchange): boolean {
  if (answer === undefined) return false;
  const success = answer.status >= 200 && answer.status < 300;
  return expects === 'error' ? !success && ![404, 405, 501].includes(answer.status) : success || expects === 'any';
}

/** Whether a status turns down what was asked, and not who asked. */
function isRefusal(status = 0): boolean {
  return status >= 400 && status < 500 && ![401, 403, 429].includes(status);
}

function isReached(until: NonNullable<PlannedProbe['until']>, exchange: Exchange): boolean {
  const body = jsonOf(exchange);
  const value = body === undefined ? undefined : valueAt(body, until.at);
  return value !== undefined && until.in.includes(value as never);
}

function jsonOf({ answer }: Exchange): Json | undefined {
  if (answer === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(answer.body).toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}
