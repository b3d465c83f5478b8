import { Refusal } from './answer.js';
import type { Operation } from './operation.js';

/** What a method and a path lead to. */
export interface Route {
  /** The operation, where one takes this method. */
  readonly operation: Operation | undefined;
  /** Path parameters of the operation, percent-decoded. */
  readonly parameters: Record<string, string>;
  /** Whether the path is one of those that need no credentials. */
  readonly open: boolean;
  /** Methods that the path takes; empty for an unknown path. */
  readonly allowed: readonly string[];
}

/** Looks a request up in a table of operations. One path can fit two templates: `/v1/runs/x:cancel` is also `/v1/runs/{run_id}`. */
export function findRoute(operations: readonly Operation[], method: string, path: string): Route {
  const fitting = operations.filter((operation) => templateOf(operation).test(path));
  // HEAD is GET without the body, which node:http leaves out by itself.
  const wanted = method === 'HEAD' ? 'GET' : method;
  const operation = fitting.find((candidate) => candidate.method === wanted);
  const methods = new Set<string>(fitting.map((candidate) => candidate.method));
  if (methods.has('GET')) methods.add('HEAD');
  return {
    operation,
    parameters: operation === undefined ? {} : parametersIn(operation, path),
    open: fitting.some((candidate) => candidate.open === true),
    allowed: [...methods].sort(),
  };
}

/** The refusal for a request that no operation takes: 405 with `Allow`, or 404 (ARP-CM-024…026). */
export function unrouted(route: Route): Refusal {
  if (route.allowed.length === 0) return new Refusal(404, 'unknown_path', 'There is nothing at this path');
  const allow = route.allowed.join(', ');
  return new Refusal(405, 'method_not_allowed', `This path takes ${allow}`, undefined, { allow });
}

const templates = new WeakMap<Operation, RegExp>();

function templateOf(operation: Operation): RegExp {
  const known = templates.get(operation);
  if (known !== undefined) return known;
  const pattern = operation.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]*)');
  const template = new RegExp(`^${pattern}$`);
  templates.set(operation, template);
  return template;
}

function parametersIn(operation: Operation, path: string): Record<string, string> {
  const raw = templateOf(operation).exec(path)?.groups ?? {};
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, decode(value)]));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new Refusal(400, 'invalid_request', 'The path is not percent-encoded UTF-8');
  }
}
