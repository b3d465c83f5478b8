import type { Answer } from './http/answer.js';
import type { Call } from './http/call.js';
import type { Delivery } from './http/delivery.js';
import type { OperationId } from './http/operation.js';
import type { Violation } from './http/shape.js';
import type { JsonObject } from './json.js';
import type { ReferenceService } from './options.js';
import type { Settings } from './settings.js';

/** The places at which a fault or a variation can step in, in the order in which a request meets them. */
interface Hooks {
  /** Once, before the service is built. */
  settings?(settings: Settings): void;
  /** Before credentials are looked at; an answer ends it here. */
  request?(call: Call): Answer | undefined | Promise<Answer | undefined>;
  /** What is wrong with the credentials, about to be answered; true lets the request through all the same. */
  credentials?(refusal: Answer, call: Call): boolean;
  /** What the request body breaks; what is left out is overlooked. */
  violations?(found: readonly Violation[], call: Call): readonly Violation[];
  /** Around the operation itself. */
  handle?(call: Call, next: () => Promise<Answer>): Answer | Promise<Answer>;
  /** The answer, before it becomes bytes; change it in place. */
  answer?(answer: Answer, call: Call): void;
  /** Each run event before it is framed; any number may come out. */
  event?(event: JsonObject, call: Call): readonly JsonObject[];
  /** The text of each framed event. */
  frame?(frame: string, event: JsonObject, call: Call): string;
  /** The bytes; true when the hook has sent, or withheld, everything itself. */
  wire?(delivery: Delivery, call: Call): boolean | undefined;
}

/** A named departure from the plain reference service. */
export interface Patch extends Hooks {
  readonly id: string;
  readonly services: readonly ReferenceService[];
  /** One sentence. */
  readonly title: string;
  /** Operations that it touches; every one when absent. */
  readonly operations?: readonly OperationId[];
  /** Answers that it touches: 2xx unless said otherwise. Concerns `answer` and `wire`. */
  readonly on?: 'success' | 'refusal' | 'any';
}

/** Whether a patch concerns a call. */
export function touches(patch: Patch, call: Call): boolean {
  return patch.operations === undefined || (call.operation !== undefined && patch.operations.includes(call.operation));
}

/** Whether a patch concerns an answer of this status. */
export function touchesStatus(patch: Patch, status: number): boolean {
  const on = patch.on ?? 'success';
  return on === 'any' || (on === 'success') === status < 300;
}
