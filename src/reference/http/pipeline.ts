import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Patch, touches } from '../hooks.js';
import type { Json } from '../json.js';
import type { ReferenceService } from '../options.js';
import { type Answer, errorAnswer, Refusal } from './answer.js';
import { authenticate, type Credentials } from './authentication.js';
import { readJsonBody } from './body.js';
import type { Call } from './call.js';
import { deliver } from './delivery.js';
import type { Operation, OperationId } from './operation.js';
import { findRoute, type Route, unrouted } from './router.js';
import type { RecordShape } from './shape.js';
import { mended, violationsOf } from './shape-check.js';

/** One ARP API: its operations, and the patches that concern it. */
export interface Surface {
  readonly service: ReferenceService;
  readonly operations: readonly Operation[];
  readonly patches: readonly Patch[];
  readonly credentials: Credentials;
  /** Calls so far, by operation. */
  readonly counts: Map<OperationId, number>;
  readonly memory: Map<string, Json>;
  readonly closing: AbortSignal;
}

/** Answers one request: route, credentials, body, operation, in this order (ARP-AU-016). `path` is below the base path. */
export async function answerRequest(surface: Surface, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [plainPath = '', query = ''] = splitOnce(path, '?');
  const method = request.method ?? 'GET';
  try {
    const route = findRoute(surface.operations, method, plainPath);
    const call = callOf(surface, route, method, plainPath, query, request);
    deliver(await answerOf(surface, route, call, request), call, surface.patches, response);
  } catch (error) {
    const route: Route = { operation: undefined, parameters: {}, open: false, allowed: [] };
    deliver(refusalOf(error), callOf(surface, route, method, plainPath, query, request), surface.patches, response);
  }
}

function callOf(surface: Surface, route: Route, method: string, path: string, query: string, request: IncomingMessage): Call {
  const operation = route.operation?.id;
  const nth = operation === undefined ? 0 : (surface.counts.get(operation) ?? 0);
  if (operation !== undefined) surface.counts.set(operation, nth + 1);
  return {
    service: surface.service,
    operation,
    method,
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    parameters: route.parameters,
    body: {},
    nth,
    memory: surface.memory,
    closing: surface.closing,
  };
}

async function answerOf(surface: Surface, route: Route, call: Call, request: IncomingMessage): Promise<Answer> {
  try {
    for (const patch of surface.patches) {
      const early = touches(patch, call) ? await patch.request?.(call) : undefined;
      if (early !== undefined) return early;
    }
    if (!route.open) demandCredentials(surface, call);
    if (route.operation === undefined) throw unrouted(route);
    const { operation } = route;
    if (operation.request === undefined) return await perform(surface, operation, call);
    const body = await readJsonBody(request);
    const leave = await operation.admit?.(body);
    try {
      takeBody(surface, operation.request, call, body);
      return await perform(surface, operation, call);
    } finally {
      leave?.();
    }
  } catch (error) {
    return refusalOf(error);
  }
}

function demandCredentials(surface: Surface, call: Call): void {
  try {
    authenticate(surface.credentials, call.headers.authorization);
  } catch (error) {
    const passed = surface.patches.some((patch) => touches(patch, call) && patch.credentials?.(refusalOf(error), call) === true);
    if (!passed) throw error;
  }
}

function takeBody(surface: Surface, shape: RecordShape, call: Call, body: Json): void {
  const found = violationsOf(body, shape);
  let kept: readonly (typeof found)[number][] = found;
  for (const patch of surface.patches) if (touches(patch, call)) kept = patch.violations?.(kept, call) ?? kept;
  if (kept.length > 0) {
    const violations = kept.slice(0, 20).map(({ at, rule, message }) => ({ at, rule, message }));
    throw new Refusal(
      400,
      'invalid_request',
      `The request body does not fit: ${violations[0]?.at || 'the body'} ${violations[0]?.message}`,
      { violations },
    );
  }
  call.body = mended(body, shape, found);
}

async function perform(surface: Surface, operation: Operation, call: Call): Promise<Answer> {
  let next = async () => operation.handle(call);
  for (const patch of surface.patches.toReversed()) {
    const inner = next;
    if (patch.handle !== undefined && touches(patch, call)) next = async () => patch.handle?.(call, inner) ?? inner();
  }
  return next();
}

function refusalOf(error: unknown): Answer {
  if (error instanceof Refusal) return error.answer;
  return errorAnswer(500, 'internal_error', 'The reference service failed');
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
