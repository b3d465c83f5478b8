import type { Operation } from './http/operation.js';
import type { ReferenceService } from './options.js';

/** A built service: what it answers, and how to end it. */
export interface Service {
  readonly service: ReferenceService;
  readonly operations: readonly Operation[];
  /** Another API below a path of this one, such as the runtime of a managed instance. */
  mounted?(path: string): { readonly service: Service; readonly path: string } | undefined;
  /** Stops every timer. */
  close(): void;
}
