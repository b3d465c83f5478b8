import { placeIn } from '../json/items.js';
import { overlay } from '../json/overlay.js';
import { valueAt } from '../json/pointer.js';
import { jsonIn } from '../json/read.js';
import { fillIn, fillInGiven, MissingValue, namesIn, type Variables } from '../json/template.js';
import type {
  CleanupRecord,
  Exchange,
  HeaderList,
  ItemOf,
  Json,
  LedgerLine,
  Message,
  PlannedCreation,
  PlannedProbe,
  PlannedWalk,
  RunLimit,
  Stop,
  Timing,
  Unsent,
} from '../model.js';
import { mayBeBusy, Turns } from './busy.js';
import { Cleanup, lookBefore } from './cleanup.js';
import type { Gate } from './gate.js';
import { itemsFor } from './items.js';
import { Ledger } from './ledger.js';
import { Pace } from './pace.js';
import { refusedNames } from './refused.js';
import { stepsAhead } from './steps.js';
import { Stopwatch } from './stopwatch.js';
import { isGood } from './success.js';
import { tampered } from './tampered.js';
import { knownItems, walkPages } from './walk.js';

/** How a plan is carried out. Times are in milliseconds. */
export interface ScheduleSettings {
  /** Bounds the requests under way at a time, also those of other runs against the same origin. */
  readonly gate: Gate;
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
  /** @param more absent for what is no part of the plan: looking around before and cleaning up, whose answers are not kept */
  send(message: Message, signal: AbortSignal, more?: Sending): Promise<Exchange>;
  /** What a message would be on the wire. */
  describe(message: Message): { readonly url: string; readonly headers: HeaderList };
  /** Most requests of the plan that are sent; looking around before and cleaning up are not counted. */
  readonly maxRequests?: number;
  /** Whether the answers to the plan have taken as much as they may. */
  hasReceivedAll?(): boolean;
  /** The user's bearer token as it is now. */
  token?(): string | undefined;
  /** Looks at each exchange as it ends; true starts nothing more. */
  stopAfter(exchange: Exchange): boolean;
  /** Told of every exchange that ended. */
  onExchange?(exchange: Exchange): void;
  /** Told, before and after each request that may create something, what is to be known of it should the process end. */
  journal?(line: LedgerLine): void;
  /** Given, at the beginning, what tells at any moment what of the run is on the service. */
  onBegin?(standing: () => Standing): void;
}

/** What of a run is on the service while others go on: what is to be removed, and what nothing removes. */
export type Standing = Pick<CleanupRecord, 'left' | 'residue'>;

/** What goes with a request of the plan. */
export interface Sending {
  /** Settled when what the answer waits for has come about (true), or will not in time (false). */
  readonly patience?: Promise<boolean>;
  /** Called each time just before it goes out. */
  readonly onSend?: () => void;
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
  /** The lines of a ledger file that tell of what is left. */
  readonly remains: readonly LedgerLine[];
  readonly timing: Timing;
  /** A fault of ours that ended the run early; what it had created is cleaned up all the same. */
  readonly bug?: unknown;
  /** The limit at which it was stopped, where something was left out or ended for that. */
  readonly stop?: Stop;
}

/** How a probe ended. */
interface End {
  /** Whether it did what it was asked for. */
  readonly good: boolean;
  /** The longest chain of exchanges and pauses that ends with it, in milliseconds. */
  readonly path: number;
}

/**
 * Carries out the probes of a plan, several at a time, each after those that it needs or has to wait for, those with the longest way ahead
 * first; what was created is removed as soon as nothing needs it any more.
 */
export async function schedule(probes: readonly PlannedProbe[], settings: ScheduleSettings): Promise<Recording> {
  return new Run(probes, settings, await makersFor(probes)).carryOut();
}

type Makers = typeof import('./made.js');

/** What makes values on the spot, loaded for plans that ask for some. */
async function makersFor(probes: readonly PlannedProbe[]): Promise<Makers | undefined> {
  const asks = ({ request }: PlannedProbe): boolean => namesIn(request as never).some((name) => /^(?!fresh:|refused:)\w+:/.test(name));
  return probes.some(asks) ? import('./made.js') : undefined;
}

class Run {
  readonly #probes: ReadonlyMap<string, PlannedProbe>;
  readonly #settings: ScheduleSettings;
  readonly #variables: Map<string, Json>;
  readonly #series = new Map<string, Exchange[]>();
  readonly #ledger: Ledger;
  readonly #creations: readonly PlannedCreation[];
  readonly #unsent = new Map<string, Unsent>();
  readonly #begun = new Map<string, Promise<End>>();
  /** What is sent in the midst of a walk, and the walk that begins it. */
  readonly #owners: ReadonlyMap<string, PlannedProbe>;
  /** By id of the list operation: the path to the look at what is there before anything is created. */
  readonly #looks = new Map<string, Promise<number>>();
  readonly #ahead: ReadonlyMap<string, number>;
  readonly #stopwatch = new Stopwatch();
  readonly #turns: Turns;
  #stopped = false;
  #bug: unknown;
  #sent = 0;
  #spent: RunLimit | undefined;

  constructor(
    probes: readonly PlannedProbe[],
    settings: ScheduleSettings,
    readonly makers: Makers | undefined,
  ) {
    this.#probes = new Map(probes.map((probe) => [probe.key, probe]));
    this.#settings = settings;
    this.#turns = new Turns(settings);
    this.#ledger = new Ledger([...this.#probes.keys()], (line) => settings.journal?.(line));
    this.#creations = probes.flatMap(({ creates }) => creates ?? []);
    this.#variables = new Map(settings.variables);
    this.#ahead = stepsAhead(probes);
    this.#owners = new Map(
      probes.flatMap((probe) => (probe.walk?.meanwhile === undefined ? [] : [[probe.walk.meanwhile, probe] as const])),
    );
  }

  async carryOut(): Promise<Recording> {
    const probes = [...this.#probes.values()].sort((a, b) => this.#rank(b) - this.#rank(a));
    const cleanup = new Cleanup(this.#ledger, {
      ...this.#settings,
      probes,
      ended: async (key) => (await this.#end(key))?.path ?? 0,
      exchanges: () => this.#exchanges(),
      send: (message, signal, ahead) => this.#send(message, signal, ahead),
    });
    this.#settings.onBegin?.(() => cleanup.standing());
    for (const creation of this.#creations) void this.#look(creation);
    const ends = probes.map(({ key }) => this.#end(key));
    const cleaned = await cleanup.carryOut();
    const paths = (await Promise.all(ends)).map((end) => end?.path ?? 0);
    const bug = this.#bug ?? cleanup.bug;
    const spent = this.#spent ?? this.#received();
    return {
      exchanges: new Map(this.#exchanges().map((exchange) => [exchange.key, exchange])),
      variables: this.#variables,
      unsent: this.#unsent,
      cleanup: cleanup.record(),
      remains: cleanup.remains(),
      timing: this.#stopwatch.timing(Math.max(0, cleaned, ...paths, ...(await Promise.all(this.#looks.values())))),
      ...(bug === undefined ? {} : { bug }),
      ...(spent === undefined ? {} : { stop: { by: spent, requests: this.#sent } }),
    };
  }

  /** In the order of the plan. */
  #exchanges(): readonly Exchange[] {
    return [...this.#probes.keys()].flatMap((key) => (this.#series.get(key) ?? []).filter((exchange) => exchange !== undefined));
  }

  /** Sends something beside the plan, within the same bound of requests at a time. */
  #send(message: Message, signal: AbortSignal, rank: number): Promise<Exchange> {
    return this.#settings.gate.through(() => this.#stopwatch.time(() => this.#settings.send(message, signal)), rank);
  }

  #rank({ key }: PlannedProbe): number {
    return this.#ahead.get(key) ?? 0;
  }

  /** Whatever may create something waits for this. */
  #look(creation: PlannedCreation): Promise<number> {
    const id = creation.list?.id ?? '';
    const { signal } = this.#settings;
    const send = (message: Message): Promise<Exchange> => this.#send(message, signal, Number.POSITIVE_INFINITY);
    const begin = (): Promise<number> => lookBefore(creation, this.#ledger, send).catch((error: unknown) => this.#fail(error).path);
    const look = this.#looks.get(id) ?? (signal.aborted ? Promise.resolve(0) : begin());
    this.#looks.set(id, look);
    return look;
  }

  /** How a probe ends, which is begun for that unless a walk is to begin it; undefined for one that is not planned. */
  async #end(key: string): Promise<End | undefined> {
    const probe = this.#probes.get(key);
    const owner = this.#owners.get(key);
    if (probe === undefined) return undefined;
    if (owner === undefined) return this.#begin(probe);
    const { path } = await this.#begin(owner);
    const begun = this.#begun.get(key);
    if (begun === undefined) this.#unsent.set(key, { needs: owner.key });
    return begun ?? { good: false, path };
  }

  /** @param path to where it is begun */
  #begin(probe: PlannedProbe, path = 0): Promise<End> {
    const begun = this.#begun.get(probe.key) ?? this.#afterNeeds(probe, path).catch((error: unknown) => this.#fail(error));
    this.#begun.set(probe.key, begun);
    return begun;
  }

  /** A fault of ours: nothing more is begun, and what was created is cleaned up. */
  #fail(error: unknown): End {
    this.#bug ??= error;
    this.#stopped = true;
    return { good: false, path: 0 };
  }

  async #afterNeeds(probe: PlannedProbe, from: number): Promise<End> {
    let path = from;
    for (const end of await Promise.all((probe.after ?? []).map((key) => this.#end(key)))) path = Math.max(path, end?.path ?? 0);
    for (const key of probe.needs) {
      const end = await this.#end(key);
      path = Math.max(path, end?.path ?? 0);
      if (end?.good) continue;
      this.#unsent.set(probe.key, { needs: key });
      return { good: false, path };
    }
    if (probe.creates !== undefined) path = Math.max(path, await this.#look(probe.creates));
    try {
      path = await this.#sendAll(probe, path);
    } catch (error) {
      if (!(error instanceof MissingValue)) throw error;
      this.#unsent.set(probe.key, this.#isForUsers(error.variable, probe) ? { missing: error.variable } : { empty: error.variable });
    }
    const last = this.#series.get(probe.key)?.at(-1);
    const reached = last === undefined || probe.until === undefined || probe.until.or_go_on === true || this.#isReached(probe.until, last);
    return { good: last !== undefined && isGood(last, probe) && reached, path };
  }

  #received(): RunLimit | undefined {
    return this.#settings.hasReceivedAll?.() ? 'max-received' : undefined;
  }

  #isOver(): boolean {
    return this.#stopped || this.#settings.signal.aborted;
  }

  /** @returns the path to its last exchange, from the path to where it begins: its exchanges and the pauses between them */
  async #sendAll(probe: PlannedProbe, from: number): Promise<number> {
    const { each, times = 1 } = probe.request;
    if (each !== undefined) {
      const items = itemsFor(
        each,
        (name) => this.#value(name, probe.key, {}),
        (item) => this.#canSend(probe, { [each.as]: item }),
      );
      if ('empty' in items) {
        this.#unsent.set(probe.key, items);
        return from;
      }
      const sent = await Promise.all(items.map((item, index) => this.#sendTimes(probe, index * times, times, { [each.as]: item })));
      return from + Math.max(0, ...sent);
    }
    if (probe.walk !== undefined) return this.#walk(probe, probe.walk, from);
    if (mayBeBusy(probe)) return from + (await this.#sendInTurn(probe));
    const pace = new Pace(this.#settings);
    let [misses, path] = [0, from];
    for (let count = 1; ; count += 1) {
      const exchange = await this.#sendOne(probe, count);
      if (exchange === undefined) return path + pace.paused;
      path += exchange.durationMs;
      this.#save(probe, exchange);
      if (probe.until === undefined ? count >= times : this.#isReached(probe.until, exchange)) return path + pace.paused;
      misses = isGood(exchange) ? 0 : misses + 1;
      if (probe.until !== undefined && (misses > MOST_MISSES || !(await pace.next(exchange)))) return path + pace.paused;
    }
  }

  /** @returns how long it took, in milliseconds */
  async #sendInTurn(probe: PlannedProbe): Promise<number> {
    let path = 0;
    const paused = await this.#turns.take(probe, async (count) => {
      const exchange = await this.#sendOne(probe, count);
      path += exchange?.durationMs ?? 0;
      return exchange;
    });
    return path + paused;
  }

  /** @returns how long it took, in milliseconds */
  async #sendTimes(probe: PlannedProbe, before: number, times: number, item: Readonly<Record<string, Json>>): Promise<number> {
    let path = 0;
    for (let count = 1; count <= times; count += 1) path += (await this.#sendOne(probe, before + count, item))?.durationMs ?? 0;
    return path;
  }

  async #walk(probe: PlannedProbe, walk: PlannedWalk, from: number): Promise<number> {
    const { to, cut, meanwhile } = walk;
    const listed = cut === undefined ? undefined : this.#series.get(cut.list)?.map(jsonOf);
    let path = from;
    await walkPages(walk, {
      to: to === undefined ? undefined : fillIn(to, (name) => this.#value(name, probe.key, {})),
      known: listed === undefined ? undefined : knownItems(walk, listed),
      send: async (count, query) => {
        const exchange = await this.#sendOne(probe, count, {}, query);
        if (exchange !== undefined) this.#save(probe, exchange);
        path += exchange?.durationMs ?? 0;
        return exchange;
      },
      meanwhile: async () => {
        const other = this.#probes.get(meanwhile ?? '');
        if (other !== undefined) path = Math.max(path, (await this.#begin(other, path)).path);
      },
      bodyOf: jsonOf,
    });
    return path;
  }

  /** A value that no answer tells is one that only the user can give; of the others, what was to tell it was there, and did not. */
  #isForUsers(variable: string, { needs, request }: PlannedProbe): boolean {
    if (needs.length === 0) return true;
    const isSaved = [...this.#probes.values()].some(({ save }) => Object.hasOwn(save, variable));
    return (
      !isSaved && variable !== request.each?.as && /^(?:tampered:)?\w+$/.test(variable) && namesIn(request as never).includes(variable)
    );
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
    const { gate, signal, lateSignal, maxRequests } = this.#settings;
    return gate.through(async () => {
      if (this.#isOver()) return undefined;
      this.#spent ??= this.#received() ?? (this.#sent >= (maxRequests ?? Number.POSITIVE_INFINITY) ? 'max-requests' : undefined);
      if (this.#spent !== undefined) return undefined;
      if (!this.#ledger.allows(message, this.#creations)) throw new MissingValue(Object.keys(message.path)[0] ?? '');
      this.#sent += 1;
      const more: Sending = {
        onSend: () => this.#ledger.expect(message),
        ...(probe.waits === undefined ? {} : { patience: this.#end(probe.waits).then((end) => end?.good ?? false) }),
      };
      const send = (): Promise<Exchange> => this.#settings.send(message, probe.effect === 'read' ? signal : lateSignal, more);
      const exchange = await this.#stopwatch.time(send).catch((error: unknown) => {
        // It may have gone out before we failed.
        this.#ledger.note(message);
        throw error;
      });
      this.#ledger.note(message, exchange);
      const series = this.#series.get(probe.key) ?? [];
      series[count - 1] = exchange;
      this.#series.set(probe.key, series);
      this.#settings.onExchange?.(exchange);
      this.#stopped ||= this.#settings.stopAfter(exchange);
      return exchange;
    }, this.#rank(probe));
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

  /** What `${name}` stands for in a request: a fresh name, something made on the spot, the item of a list, or something saved. */
  #value(name: string, key: string, item: Readonly<Record<string, Json>>): Json | undefined {
    if (name === 'token') return this.#settings.token?.();
    if (name === 'tampered:token') {
      const token = this.#settings.token?.();
      return token === undefined ? undefined : tampered(token);
    }
    if (name === 'fresh') return this.#settings.fresh(key);
    if (name.startsWith('fresh:')) {
      // Expectations may speak of it, too.
      this.#variables.set(name, this.#settings.fresh(name.slice('fresh:'.length)));
      return this.#variables.get(name);
    }
    if (this.makers?.isMade(name)) return this.makers.made(name, (other) => this.#value(other, key, item));
    if (name.startsWith('refused:')) return refusedNames(name.slice('refused:'.length), this.#exchanges());
    const [first = '', ...rest] = name.split('/');
    const whole = item[first] ?? this.#variables.get(first);
    const found = rest.length === 0 || whole === undefined ? whole : valueAt(whole, `/${rest.join('/')}`);
    // What has no name cannot be asked for.
    return found === '' ? undefined : found;
  }

  #isReached(until: NonNullable<PlannedProbe['until']>, exchange: Exchange): boolean {
    const body = jsonOf(exchange);
    const item = fillInGiven((until.item ?? null) as Json, (name) => this.#value(name, exchange.key, {})) as ItemOf | null | undefined;
    const at = body === undefined || item === undefined ? undefined : placeIn(body, until.at, item ?? undefined);
    const value = body === undefined || at === undefined ? undefined : valueAt(body, at);
    return value !== undefined && until.in.includes(value as never);
  }

  #save(probe: PlannedProbe, exchange: Exchange): void {
    const saved = Object.entries(probe.save);
    if (saved.length === 0 || !isGood(exchange)) return;
    const body = jsonOf(exchange);
    for (const [name, at] of saved) {
      const value = body === undefined ? undefined : valueAt(body, at);
      if (value !== undefined && value !== null) this.#variables.set(name, value);
    }
  }
}

function jsonOf({ answer }: Exchange): Json | undefined {
  return answer === undefined ? undefined : jsonIn(answer.body);
}
