import { isJsonObject, type JsonObject } from '../json.js';

/** What the services use of a RunRequest that was found to fit. */
export interface RunOrder {
  readonly runId: string | undefined;
  readonly goal: string;
  /** Members of `runtime_selector`; empty when there is none. */
  readonly selector: Readonly<Record<string, string>>;
}

/** Reads a RunRequest that fits its shape. */
export function readRunRequest(body: JsonObject): RunOrder {
  const { run_id: runId, input, runtime_selector: selector } = body;
  return {
    runId: typeof runId === 'string' ? runId : undefined,
    goal: isJsonObject(input) ? String(input.goal) : '',
    selector: isJsonObject(selector) ? (selector as Record<string, string>) : {},
  };
}
