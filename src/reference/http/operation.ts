import type { Json } from '../json.js';
import type { Answer } from './answer.js';
import type { Call } from './call.js';
import type { RecordShape } from './shape.js';

/** Names of the operations, as the contract has them. */
export type OperationId =
  | 'health'
  | 'version'
  | 'create_run'
  | 'get_run_status'
  | 'get_run_result'
  | 'cancel_run'
  | 'stream_run_events'
  | 'list_tools'
  | 'get_tool'
  | 'invoke_tool'
  | 'list_instances'
  | 'create_instances'
  | 'delete_instance'
  | 'register_instance'
  | 'list_runtime_profiles'
  | 'upsert_runtime_profile'
  | 'delete_runtime_profile'
  | 'list_runs'
  | 'submit_run'
  | 'get_run_trace';

/** One operation that a service offers. */
export interface Operation {
  readonly id: OperationId;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path template below the base path, such as `/v1/runs/{run_id}:cancel`. */
  readonly path: string;
  /** Needs no credentials (ARP-AU-001, ARP-AU-002). */
  readonly open?: boolean;
  /** What the request body has to look like; without it a body is not read. */
  readonly request?: RecordShape;
  /**
   * Asked before the body is held to its shape.
   * @returns what is called when the request is over
   * @throws Refusal where there is no place for it, whatever its body
   */
  admit?(body: Json): Promise<() => void>;
  handle(call: Call): Answer | Promise<Answer>;
}
