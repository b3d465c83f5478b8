import type { Exchange, PlannedProbe } from '../model.js';
import { Gate } from './gate.js';
import { Pace } from './pace.js';

/** How often a request is sent that meets a conflict, and how many of an operation may do so in vain before no other is sent again. */
const MOST_TRIES = 6;
const MOST_IN_VAIN = 2;

/** 409 (RFC 9110 15.5.10): the state of something else is in the way, such as an instance that carries out one run at a time. */
const CONFLICT = 409;

/** Whether requests that must be refused are sent again where they meet a conflict: those that carry what is wrong with them. */
export function mayBeBusy({ effect, request }: Pick<PlannedProbe, 'effect' | 'request'>): boolean {
  return effect === 'refused' && request.body !== undefined && request.each === undefined && request.outside === undefined;
}

/**
 * Requests that must be refused for what they carry, by operation. They go side by side; what meets a conflict, which tells of what is under way
 * beside it, is sent again, one of them at a time. A 409 is a refusal: nothing comes of it twice.
 */
export class Turns {
  readonly #lines = new Map<string, { readonly gate: Gate; inVain: number }>();

  constructor(readonly settings: ConstructorParameters<typeof Pace>[0]) {}

  /**
   * @param send sends a request for the so-manieth time; undefined when the run is over
   * @returns milliseconds between its exchanges
   */
  async take({ operation: { id } }: PlannedProbe, send: (count: number) => Promise<Exchange | undefined>): Promise<number> {
    const first = await send(1);
    if (!isConflict(first)) return 0;
    const line = this.#lines.get(id) ?? { gate: new Gate(1), inVain: 0 };
    this.#lines.set(id, line);
    return line.gate.through(async () => {
      const pace = new Pace(this.settings);
      let last = first;
      for (let count = 2; count <= MOST_TRIES; count += 1) {
        if (line.inVain >= MOST_IN_VAIN || !(await pace.next(last))) return pace.paused;
        const next = await send(count);
        if (!isConflict(next)) return pace.paused;
        last = next;
      }
      line.inVain += 1;
      return pace.paused;
    });
  }
}

function isConflict(exchange: Exchange | undefined): exchange is Exchange {
  return exchange?.answer?.status === CONFLICT;
}
