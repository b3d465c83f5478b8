import type { Clock } from './clock.js';
import type { Variables } from './json/template.js';
import { namesIn } from './json/template.js';
import type { Json, Plan, Spec, StandInLog } from './model.js';
import type { ReferenceService, RunningReference } from './reference/index.js';

/** Services of our own that run as long as a run does. */
export interface StandIns {
  /** What the suites know of them, and what the user gave. */
  readonly variables: Variables;
  /** What has reached each of them so far, by the variable that holds its address. */
  logs(): Promise<ReadonlyMap<string, StandInLog>>;
  close(): Promise<void>;
}

/**
 * Plays the services that a plan needs beside the one that is checked, such as a runtime for a daemon to register, unless the user named
 * one. A service on another machine could not reach ours, so that it gets none.
 */
export async function startStandIns(
  plan: Plan,
  spec: Spec,
  inputs: Readonly<Record<string, Json>>,
  { onThisMachine, clock }: { readonly onThisMachine: boolean; readonly clock: Clock },
): Promise<StandIns> {
  const variables = new Map<string, Json>(Object.entries(inputs));
  const used = new Set(plan.probes.flatMap(({ request }) => namesIn(request as never)));
  const wanted = spec.stand_ins.filter(({ variable }) => used.has(variable) && !variables.has(variable) && onThisMachine);
  const running = new Map<string, { readonly reference: RunningReference; readonly requests: StandInLog['requests'][number][] }>();
  for (const { variable, service } of wanted) {
    const { startReference } = await import('./reference/index.js');
    const requests: StandInLog['requests'][number][] = [];
    const reference = await startReference({
      service: service as ReferenceService,
      onRequest: ({ method, url }) => requests.push({ method, path: url, at: clock() }),
    });
    running.set(variable, { reference, requests });
    variables.set(variable, reference.url);
  }
  return {
    variables,
    logs: async () => {
      const logs = [...running].map(async ([variable, { reference, requests }]): Promise<[string, StandInLog]> => {
        const seen = [...requests];
        return [variable, { requests: seen, answers: await reference.answers() }];
      });
      return new Map(await Promise.all(logs));
    },
    close: async () => {
      await Promise.all([...running.values()].map(({ reference }) => reference.close()));
    },
  };
}
