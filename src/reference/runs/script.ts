import type { JsonObject } from '../json.js';

/** One thing that happens in the course of a run. */
export interface Beat {
  readonly type: 'step' | 'tool_call' | 'tool_result' | 'token';
  readonly data: JsonObject;
}

/** What every run does between its start and its end; a tool_result follows its tool_call (ARP-RT-059). */
export const SCRIPT: readonly Beat[] = [
  { type: 'step', data: { step: 1, title: 'Plan' } },
  { type: 'tool_call', data: { invocation_id: 'call-1', tool_name: 'echo', args: { text: 'hello' } } },
  { type: 'tool_result', data: { invocation_id: 'call-1', ok: true, result: { text: 'hello' } } },
  { type: 'token', data: { text: 'All ' } },
  { type: 'token', data: { text: 'done.' } },
];
