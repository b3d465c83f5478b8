import { framingOf } from '../../framing/frame-of.js';
import type { FrameFlaw, Framer, FrameSink, Framing } from '../../framing/framer.js';
import { NdjsonFramer } from '../../framing/ndjson.js';
import { SseFramer } from '../../framing/sse.js';
import { instantOf } from '../../json/formats.js';
import { placeOf } from '../../json/pointer.js';
import type { HeaderList, Json, Note, StreamContract, StreamEnd, StreamLimits, StreamRecord, StreamTaker, Validator } from '../../model.js';
import { judgeSchema } from '../schema.js';
import { FoundFacts } from './found-facts.js';
import { readEvent } from './read-event.js';
import type { Reducer } from './reducers/reducer.js';

/** What a stream is held to. */
export interface StreamDemands {
  readonly contract: StreamContract;
  readonly validator: Validator;
  /** Framing that the media type of an answer names. */
  framing(headers: HeaderList): Framing | undefined;
  /** By id of the check that asks for it. */
  readonly reducers: readonly (readonly [check: string, reducer: Reducer])[];
  readonly limits: StreamLimits;
  readonly leaveAfter?: number;
  /** It tells of something that may still go on, so that it may also stop before the last event. */
  readonly waits: boolean;
}

/** How many events are kept, and how much text they may have had. */
const MOST_KEPT = 1000;
const MOST_KEPT_TEXT = 2 ** 20;
/** As much of a stream as it may take to see how it is framed, in bytes. */
const BEGINNING = 1024;
/** Text that holds an event, or many, in one of the framings. */
const HOLDS_EVENTS = /^\s*(?:\{|data:)/;

/** Judges one stream as its bytes come in. What it keeps does not grow with the stream. */
export class StreamReading implements StreamTaker, FrameSink {
  readonly #demands: StreamDemands;
  readonly #reducers: readonly Reducer[];
  readonly #found = new FoundFacts();
  readonly #isLast: (event: Json) => boolean;
  readonly #time: (event: Json) => Json | undefined;
  #declared: Framing | undefined;
  #framing: Framing = 'ndjson';
  #framer: Framer | undefined;
  #beginning = Buffer.alloc(0);
  #stopped: 'left' | 'line' | 'events' | undefined;
  #bytes = 0;
  #events = 0;
  /** Events that could not be read. */
  #lost = 0;
  #ms = 0;
  #firstMs: number | undefined;
  #lastMs = 0;
  #firstTime: Json | undefined;
  #lastTime: Json | undefined;
  #last: StreamRecord['last'];
  readonly #kept: Json[] = [];
  #keptText = 0;

  constructor(demands: StreamDemands) {
    this.#demands = demands;
    this.#reducers = demands.reducers.map(([, reducer]) => reducer);
    const { last, time } = demands.contract;
    const [place, words] = [placeOf(last.at), new Set(last.in)];
    this.#isLast = (event) => words.has(place(event) as Json);
    this.#time = placeOf(time);
  }

  begin(status: number, headers: HeaderList): boolean {
    this.#declared = this.#demands.framing(headers);
    return status >= 200 && status < 300;
  }

  take(bytes: Uint8Array, ms: number): 'more' | 'last' | 'enough' {
    this.#ms = ms;
    this.#bytes += bytes.length;
    const going = this.#framer === undefined ? this.#start(bytes, false) : this.#framer.write(bytes);
    if (!going) return 'enough';
    return this.#last === undefined ? 'more' : 'last';
  }

  event(text: string, line: number): boolean {
    this.#events += 1;
    if (this.#events > this.#demands.limits.events) {
      this.#stopped = 'events';
      return false;
    }
    const value = readEvent(text, line, this.#found);
    if (typeof value === 'string' && HOLDS_EVENTS.test(value)) this.#quoted(value, line);
    else if (value !== undefined) this.#value(value, line, text.length);
    else this.#lost += 1;
    if (this.#events !== this.#demands.leaveAfter) return true;
    this.#stopped = 'left';
    return false;
  }

  flaw(flaw: FrameFlaw, line: number): void {
    if (flaw.kind === 'long_line') {
      this.#stopped = 'line';
      this.#found.add({ kind: 'stream_limit', of: 'line', limit: flaw.limit }, line);
    } else this.#found.add(flaw, line);
    if (flaw.kind !== 'bom') this.#lost += 1;
  }

  end(how: StreamEnd, over: boolean): StreamRecord {
    if (this.#framer === undefined && this.#beginning.length > 0) this.#start(new Uint8Array(), true);
    this.#framer?.end(how === 'closed');
    const { reducers, limits, waits } = this.#demands;
    const ended = this.#stopped ?? how;
    if (isLimit(ended) && ended !== 'line') this.#found.add({ kind: 'stream_limit', of: ended, limit: limits[ended] });
    const whole = ended === 'closed' && (over || !waits) && this.#lost + this.#found.torn === 0;
    const expected = new Map<string, StreamRecord['expected'] extends ReadonlyMap<string, infer V> ? V : never>();
    for (const [check, reducer] of reducers)
      expected.set(check, [...(expected.get(check) ?? []), { at: reducer.at, found: reducer.end(whole) }]);
    const span = instantOf(String(this.#lastTime)) - instantOf(String(this.#firstTime));
    return {
      framing: this.#framing,
      ended,
      events: this.#events,
      lines: this.#framer?.style.lines ?? 0,
      bytes: this.#bytes,
      ...(this.#firstMs === undefined ? {} : { firstMs: this.#firstMs, lastMs: this.#lastMs }),
      ...(Number.isNaN(span) ? {} : { span }),
      facts: this.#found.facts,
      more: this.#found.more,
      expected,
      kept: this.#kept,
      ...(this.#last === undefined ? {} : { last: this.#last }),
      notes: this.#notes(),
    };
  }

  /** Begins to cut the stream into events as soon as it shows how. */
  #start(bytes: Uint8Array, now: boolean): boolean {
    this.#beginning = Buffer.concat([this.#beginning, bytes]);
    const shown = framingOf(this.#beginning);
    const decided = shown !== undefined || now || this.#beginning.length >= BEGINNING;
    if (!decided) return true;
    if (shown !== undefined && this.#declared !== undefined && shown !== this.#declared)
      this.#found.add({ kind: 'wrong_framing', expected: this.#declared, actual: shown });
    this.#framing = shown ?? this.#declared ?? 'ndjson';
    this.#framer = framerFor(this.#framing, this, this.#demands.limits.line);
    const beginning = this.#beginning;
    this.#beginning = Buffer.alloc(0);
    return this.#framer.write(beginning);
  }

  /** A text that holds one event, or the whole stream: it is told, and what is inside is judged all the same. */
  #quoted(text: string, line: number): void {
    const whole = /\n./.test(text.trim());
    this.#found.add({ kind: 'double_encoded', whole, near: text.slice(0, BEGINNING) }, line);
    this.#events -= 1;
    const inside: FrameSink = {
      event: (inner, own) => {
        this.#events += 1;
        const value = readEvent(inner, own, this.#found);
        if (value !== undefined) this.#value(value, whole ? own : line, inner.length);
        return this.#events < this.#demands.limits.events;
      },
      flaw: () => undefined,
    };
    const framing = HOLDS_EVENTS.exec(text)?.[0].endsWith(':') === true ? 'sse' : 'ndjson';
    const framer = framerFor(framing, inside, Number.POSITIVE_INFINITY);
    framer.write(Buffer.from(text));
    framer.end(true);
  }

  #value(value: Json, line: number, length: number): void {
    const { validator, contract } = this.#demands;
    const breaches = validator(value);
    if (breaches.length > 0) for (const fact of judgeSchema(value, contract.event, () => breaches)) this.#found.add(fact, line);
    for (const reducer of this.#reducers) reducer.take(value, line);
    const time = this.#time(value);
    if (this.#firstMs === undefined) {
      this.#firstMs = this.#ms;
      this.#firstTime = time;
    }
    this.#lastMs = this.#ms;
    this.#lastTime = time;
    if (this.#last === undefined && this.#isLast(value)) this.#last = { value, line };
    if (this.#kept.length < MOST_KEPT && this.#keptText < MOST_KEPT_TEXT) {
      this.#kept.push(value);
      this.#keptText += length;
    }
  }

  #notes(): Note[] {
    const style = this.#framer?.style;
    if (style === undefined) return [];
    const { crlf, blank, unknown, ended } = style;
    const lines = this.#framing === 'ndjson';
    return [
      ...(lines && crlf > 0 ? [{ kind: 'crlf' as const, lines: crlf }] : []),
      ...(lines && blank > 0 ? [{ kind: 'blank_lines' as const, lines: blank }] : []),
      ...(unknown > 0 ? [{ kind: 'unknown_fields' as const, lines: unknown }] : []),
      ...(ended ? [] : [{ kind: 'unended' as const, framing: this.#framing }]),
      ...(this.#found.more > 0 ? [{ kind: 'more_findings' as const, count: this.#found.more }] : []),
    ];
  }
}

function framerFor(framing: Framing, sink: FrameSink, longestLine: number): Framer {
  return framing === 'sse' ? new SseFramer(sink, longestLine) : new NdjsonFramer(sink, longestLine);
}

function isLimit(ended: StreamEnd): ended is keyof StreamLimits {
  return ['open', 'idle', 'time', 'bytes', 'line', 'events'].includes(ended);
}
