import type { IncomingHttpHeaders } from 'node:http';
import type { Json, JsonObject } from '../json.js';
import type { ReferenceService } from '../options.js';
import type { OperationId } from './operation.js';

/** One request as handlers and hooks see it. */
export interface Call {
  readonly service: ReferenceService;
  /** Undefined where no operation answers this method and path. */
  readonly operation: OperationId | undefined;
  readonly method: string;
  /** Path below the base path, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Path parameters, percent-decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The request body once it was read and found to fit its shape. */
  body: JsonObject;
  /** How many calls of this operation came before: 0 for the first. */
  readonly nth: number;
  /** What hooks remember from call to call, as long as the service lives. */
  readonly memory: Map<string, Json>;
  /** Aborted when the service closes. */
  readonly closing: AbortSignal;
}

/** A path parameter; the empty string where the template has none of that name. */
export function parameter(call: Call, name: string): string {
  return call.parameters[name] ?? '';
}
