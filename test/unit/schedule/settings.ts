import { Gate } from '../../../src/schedule/gate.js';
import type { ScheduleSettings } from '../../../src/schedule/schedule.js';
import { exchangeFor } from '../exchange.js';

/** Settings of a run; it has a gate of its own, with four places unless something else is said. */
export type Changes = Partial<ScheduleSettings> & { readonly jobs?: number };

export function settings({ jobs = 4, ...more }: Changes = {}): ScheduleSettings {
  return {
    gate: new Gate(jobs),
    signal: new AbortController().signal,
    lateSignal: new AbortController().signal,
    cleanup: true,
    variables: new Map(),
    fresh: (name) => `fresh-${name}`,
    pollTimeout: 1000,
    pollInterval: 20,
    send: async (message) => exchangeFor(message),
    describe: ({ path }) => ({ url: `http://127.0.0.1/things/${path.id ?? ''}`, headers: [] }),
    stopAfter: () => false,
    ...more,
  };
}
