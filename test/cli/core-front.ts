import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { onTestFinished } from 'vitest';
import { type ReferenceOptions, startReference } from '../../src/reference/index.js';
import { listen } from './service.js';

/** A request as it came over the wire, and what was answered. */
export interface WireRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Requests under way when it came, itself included. */
  readonly together: number;
  /** Milliseconds of the monotonic clock. */
  readonly at: number;
  status?: number;
  answer?: string;
}

export interface WireAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface FrontSettings {
  /** How long each answer is held back, in milliseconds. */
  readonly delay?: number | (() => number);
  /** Told of each request before it is passed on; the first is number 1. */
  readonly onRequest?: (request: WireRequest, number: number) => void;
  /** Changes the headers that the service gets to see. */
  readonly translate?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders;
  /** Answers in place of the service, which never hears of it; `hang` never answers. */
  readonly instead?: (request: WireRequest) => WireAnswer | 'hang' | undefined;
  /** Changes an answer in place; `hang` never gives it, `reset` resets the connection instead. The service has acted in any case. */
  readonly tamper?: (request: WireRequest, answer: WireAnswer) => 'hang' | 'reset' | undefined;
}

/** A reference service behind a front that sees, delays and changes what passes. What a test asks of it directly is not seen. */
export interface Front {
  readonly url: string;
  readonly requests: WireRequest[];
  /** The most requests that were under way at a time. */
  most(): number;
  /** Waits until none is under way any more. */
  calm(): Promise<void>;
  /** Asks the service itself, without the front. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** Starts a reference service with a front before it. It ends, with all its connections, when the test does. */
export async function startFront(options: ReferenceOptions, settings: FrontSettings = {}): Promise<Front> {
  const reference = await startReference(options);
  onTestFinished(() => reference.close());
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const requests: WireRequest[] = [];
  let underWay = 0;
  const waiting: (() => void)[] = [];

  const pass = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    underWay += 1;
    const at = performance.now();
    const together = underWay;
    const chunks: Buffer[] = [];
    const seen: WireRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      get body() {
        return Buffer.concat(chunks).toString('utf8');
      },
      together,
      at,
    };
    requests.push(seen);
    settings.onRequest?.(seen, requests.length);
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const own = settings.instead?.(seen);
    if (own === 'hang') return;
    const answer =
      own ??
      (await passOn(reference.port, incoming, settings.translate?.(incoming.headers) ?? incoming.headers, Buffer.concat(chunks), agent));
    const then = settings.tamper?.(seen, answer);
    seen.status = answer.status;
    seen.answer = answer.body.toString('utf8');
    const { delay = 0 } = settings;
    const held = typeof delay === 'number' ? delay : delay();
    if (held > 0) await new Promise((resolve) => setTimeout(resolve, held));
    if (then === 'hang') return;
    ended();
    if (then === 'reset') return void incoming.socket.resetAndDestroy();
    response.writeHead(answer.status, answer.headers as Record<string, string>).end(answer.body);
  };
  const ended = (): void => {
    underWay -= 1;
    if (underWay === 0) for (const tell of waiting.splice(0)) tell();
  };
  const server = createServer((incoming, response) => {
    pass(incoming, response).catch(() => {
      ended();
      response.destroy();
    });
  });
  // Longer than any pause of a checker: a reused connection must not die under it.
  server.keepAliveTimeout = 60_000;
  const { port } = await listen(server);
  const credentials = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  return {
    url: `http://127.0.0.1:${port}${new URL(reference.url).pathname.replace(/\/$/, '')}`,
    requests,
    most: () => Math.max(0, ...requests.map(({ together }) => together)),
    calm: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    ask: async (method, path, body) => {
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const headers = { ...credentials, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
      const reply = await fetch(`${reference.url}${path}`, { method, headers, ...content });
      const text = await reply.text();
      return text === '' ? undefined : JSON.parse(text);
    },
  };
}

/** Asks the service behind the front. */
function passOn(port: number, incoming: IncomingMessage, seen: IncomingHttpHeaders, body: Buffer, agent: Agent): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const { connection: _own, ...headers } = seen;
    const onward = send({ host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const { connection: _hop, 'keep-alive': _other, 'content-length': _length, 'transfer-encoding': _coding, ...kept } = answer.headers;
        resolve({ status: answer.statusCode ?? 0, headers: kept, body: Buffer.concat(chunks) });
      });
    });
    onward.on('error', reject);
    onward.end(body);
  });
}

/** What a daemon holds that a run may not leave changed. */
export interface Holdings {
  readonly instances: readonly string[];
  readonly profiles: readonly unknown[];
}

interface Listed {
  readonly instances?: readonly { readonly instance_id: string }[];
  readonly profiles?: readonly unknown[];
}

/** Instances (their ids) and profiles of a daemon, as it lists them. */
export async function holdingsOf({ ask }: Front): Promise<Holdings> {
  const [ours, theirs] = (await Promise.all([ask('GET', '/v1/instances'), ask('GET', '/v1/admin/runtime-profiles')])) as [Listed, Listed];
  return { instances: (ours.instances ?? []).map(({ instance_id }) => instance_id), profiles: theirs.profiles ?? [] };
}

/** Gives a daemon an instance and a profile of somebody else. */
export async function settle({ ask }: Front, profile: string | undefined = 'default'): Promise<{ instance: string; profile: string }> {
  const started = (await ask('POST', '/v1/instances', { runtime_profile: profile })) as
    | { instances?: { instance_id: string }[] }
    | undefined;
  await ask('PUT', '/v1/admin/runtime-profiles/of-somebody-else', { description: 'Not to be touched.' });
  return { instance: started?.instances?.[0]?.instance_id ?? '', profile: 'of-somebody-else' };
}

/** Works through items, so many at a time. */
export async function eachOf<T>(items: readonly T[], atATime: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

/** Ids of the instances that a daemon said it has started or registered. */
export function createdInstances({ requests }: Front): string[] {
  return requests
    .filter(({ method, path, status }) => method === 'POST' && path.startsWith('/v1/instances') && status === 200)
    .map(({ answer }) => JSON.parse(answer ?? '') as { instances?: { instance_id: string }[]; instance?: { instance_id: string } })
    .flatMap(({ instances = [], instance }) => [...instances, ...(instance === undefined ? [] : [instance])])
    .map(({ instance_id }) => instance_id);
}
