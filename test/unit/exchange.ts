import type { Answer, Exchange, HeaderList, Json, Message, Operation, PlannedProbe } from '../../src/model.js';

/** Probes, answers and exchanges made of nothing but data. */

export const OPERATION: Operation = {
  id: 'read_thing',
  service: 'things',
  method: 'GET',
  path: '/things/{id}',
  protected: false,
  answers: { '200': { mediaType: 'application/json', schema: 'thing', headers: [] } },
};

export function answerOf(body: Json | undefined, status = 200, headers: HeaderList = [['Content-Type', 'application/json']]): Answer {
  return { status, headers, body: body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body)) };
}

export function probeOf(
  key: string,
  { request, ...more }: Partial<Omit<PlannedProbe, 'request'>> & { request?: object } = {},
): PlannedProbe {
  return {
    key,
    operation: OPERATION,
    credentials: 'none',
    expects: 'success',
    effect: 'read',
    needs: [],
    save: {},
    ...more,
    request: { operation: more.operation?.id ?? OPERATION.id, ...request },
  };
}

export function exchangeOf({
  request,
  ...more
}: Partial<Omit<Exchange, 'request'>> & { request?: Partial<Exchange['request']> } = {}): Exchange {
  return {
    key: 'x',
    probe: 'x',
    operation: OPERATION.id,
    effect: 'read',
    credentials: 'none',
    expects: 'success',
    startedAt: Date.UTC(2026, 0, 15, 9, 30),
    durationMs: 1000,
    ...more,
    request: { method: 'GET', url: 'http://127.0.0.1/things/1', headers: [], path: {}, ...request },
  };
}

/** What a prober makes of a message and an answer. */
export function exchangeFor({ key, probe, operation, path, query, body, item }: Message, answer: Answer = answerOf({})): Exchange {
  return exchangeOf({
    ...{ key, probe: probe.key, operation: operation.id, effect: probe.effect, credentials: probe.credentials, expects: probe.expects },
    ...(probe.request.accepts === undefined ? {} : { accepts: probe.request.accepts }),
    ...(item === undefined ? {} : { item }),
    answer,
    request: { path, query, method: operation.method, ...(body?.json === undefined ? {} : { json: body.json }) },
  });
}

/** How a template mentions a value. */
export function filled(name: string): string {
  return `\${${name}}`;
}
