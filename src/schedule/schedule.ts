import type { Exchange, PlannedProbe } from '../model.js';

/** How a plan is carried out. */
export interface ScheduleSettings {
  /** Requests under way at a time. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  send(probe: PlannedProbe, signal: AbortSignal): Promise<Exchange>;
  /** Looks at each exchange as it ends; true starts nothing more. */
  stopAfter(exchange: Exchange): boolean;
  /** Told of every exchange that ended. */
  onExchange?(exchange: Exchange): void;
}

/** The exchanges of a run in the order of its plan, whatever the order in which they ended. Probes that were never sent are absent. */
export type Recording = ReadonlyMap<string, Exchange>;

/** Carries out the probes of a plan, several at a time, each after those that it needs. */
export async function schedule(probes: readonly PlannedProbe[], settings: ScheduleSettings): Promise<Recording> {
  const done = new Map<string, Exchange>();
  const waiting = [...probes];
  let stopped = false;

  const next = (): PlannedProbe | undefined => {
    if (stopped || settings.signal.aborted) return undefined;
    const index = waiting.findIndex(({ needs }) => needs.every((key) => done.has(key)));
    return index < 0 ? undefined : waiting.splice(index, 1)[0];
  };
  const worker = async (): Promise<void> => {
    for (let probe = next(); probe !== undefined; probe = next()) {
      const exchange = await settings.send(probe, settings.signal);
      done.set(probe.key, exchange);
      settings.onExchange?.(exchange);
      stopped ||= settings.stopAfter(exchange);
    }
  };

  await Promise.all(Array.from({ length: Math.min(settings.jobs, probes.length) }, worker));
  return new Map(probes.flatMap(({ key }) => (done.has(key) ? [[key, done.get(key) as Exchange] as const] : [])));
}
