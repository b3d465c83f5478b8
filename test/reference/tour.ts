import { type ReferenceService, type RunningReference, startReference } from '../../src/reference/index.js';
import { NEGATIVE_VECTORS } from './negative-vectors.js';

/** What came back, step by step, with what differs from run to run taken out. */
export type Transcript = Record<string, string>;

/** The token of the service that a tour visits. */
const TOUR_TOKEN = 'tour-token';
/** The token that may do nothing. */
const TOUR_LOW_TOKEN = 'low-token';

// Long enough for anything that answers at all; what never does costs this much at every step.
const LIMIT_MS = 2000;
const SHORT_LIMIT_MS = 400;
type Step = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
  label?: string,
) => Promise<Record<string, unknown>>;

/** A part of a tour: health and version, tools or runs, what only a daemon has, credentials, what has to be refused. */
export type Section = 'identity' | 'main' | 'daemon' | 'credentials' | 'negatives';

/** The whole tour. */
const WHOLE_TOUR: readonly Section[] = ['identity', 'main', 'daemon', 'credentials', 'negatives'];

/** Visits the operations of a service in every way in which a named fault could show. */
export async function tour(
  service: ReferenceService,
  faults: readonly string[],
  variations: readonly string[] = [],
  sections: readonly Section[] = WHOLE_TOUR,
): Promise<Transcript> {
  const reference = await startReference({ service, faults, variations, token: TOUR_TOKEN, lowPrivilegeToken: TOUR_LOW_TOKEN });
  const transcript: Transcript = {};
  const step = stepper(reference, transcript, sections.length === 1 ? SHORT_LIMIT_MS : LIMIT_MS);
  const visits: Record<Section, () => Promise<void>> = {
    identity: () => visitIdentity(step),
    main: () => visitMain(service, step, transcript),
    daemon: () => visitDaemon(step, transcript, reference),
    credentials: () => visitCredentials(service, step),
    negatives: () => visitNegatives(service, step),
  };
  try {
    for (const section of sections) if (section !== 'daemon' || service === 'daemon') await visits[section]();
  } finally {
    await reference.close();
  }
  return transcript;
}

function stepper(reference: RunningReference, transcript: Transcript, limitMs: number): Step {
  return async (
    method,
    path,
    body,
    headers = {},
    label = normal(`${method} ${path} ${typeof body === 'string' ? body : JSON.stringify(body)}`, reference.port),
  ) => {
    const sent = {
      authorization: `Bearer ${TOUR_TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    };
    if (sent.authorization === '') delete (sent as Record<string, string>).authorization;
    try {
      const content =
        body === undefined
          ? {}
          : { body: (typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)) as string };
      const response = await fetch(`${reference.url}${path}`, {
        method,
        headers: sent,
        redirect: 'manual',
        signal: AbortSignal.timeout(limitMs),
        ...content,
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const text = bytes.length > 400_000 ? `${bytes.length} bytes` : bytes.toString('latin1');
      const kept = ['content-type', 'www-authenticate', 'allow', 'cache-control', 'location', 'x-debug-authorization', 'content-encoding'];
      const about = kept.map((name) => `${name}=${response.headers.get(name)}`).join(' ');
      transcript[label] = `${transcript[label] ?? ''}${response.status} ${about} ${normal(text, reference.port)}\n`;
      return parsed(bytes.toString('utf8'));
    } catch (error) {
      transcript[label] = `${transcript[label] ?? ''}${error instanceof Error ? error.name : 'failed'}\n`;
      return {};
    }
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

// Times become their distance from now in units of 4 s, so that only a time that is off shows.
function normal(text: string, port: number): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (time) => `<now${Math.round((Date.parse(time) - Date.now()) / 4000) || ''}>`)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/"next_page_token":"(?!again)[\w-]+"/g, '"next_page_token":"<token>"')
    .replace(/"duration_ms":\d+(?![.\d])/g, '"duration_ms":<ms>')
    .replaceAll(String(port), '<port>');
}

async function visitIdentity(step: Step): Promise<void> {
  for (const path of ['/v1/health', '/v1/version']) {
    for (const authorization of ['', 'Bearer x'])
      for (let read = 0; read < 2; read += 1) await step('GET', path, undefined, { authorization }, `${path} ${authorization}`);
  }
  await step('GET', '/v1/health?x=1');
  await step('GET', '/v1/nothing');
  await step('PUT', '/v1/health', {});
}

async function visitMain(service: ReferenceService, step: Step, transcript: Transcript): Promise<void> {
  if (service === 'tool-registry') await visitTools(step);
  else await visitRuns(service, step, transcript);
  if (service === 'runtime') await visitEvents(step);
}

async function visitTools(step: Step): Promise<void> {
  for (let read = 0; read < 2; read += 1) await step('GET', '/v1/tools');
  for (const id of ['echo', 'text/upper case', 'nobody']) await step('GET', `/v1/tools/${encodeURIComponent(id)}`);
  const call = { invocation_id: 'i-1', args: { text: 'x' } };
  const calls = [
    { ...call, tool_id: 'echo' },
    { ...call, tool_id: 'echo' },
    { ...call, tool_name: 'echo' },
    { ...call, tool_id: 'echo', tool_name: 'echo' },
    { ...call, tool_id: 'echo', tool_name: 'add' },
    { ...call, tool_id: 'nobody' },
    { ...call, tool_id: 'echo', args: {} },
    { ...call, tool_id: 'brittle', args: { fail: true } },
    { ...call, tool_id: 'echo', context: {} },
    { ...call, tool_id: 'echo', caller: { type: 'a', id: 'b' } },
    { ...call, tool_id: 'echo', extensions: { 'x.y': 1 } },
  ];
  for (const body of calls) await step('POST', '/v1/tool-invocations', body);
}

async function visitRuns(service: ReferenceService, step: Step, transcript: Transcript): Promise<void> {
  const optional = { tool_policy: {}, limits: { timeout_ms: 0 }, metadata: {}, extensions: { 'x.y': 1 } };
  for (const [key, value] of Object.entries(optional))
    await step('POST', '/v1/runs', { run_id: `with-${key}`, input: { goal: 'x' }, [key]: value });
  await step('POST', '/v1/runs', { run_id: 'one-step', input: { goal: 'x' }, limits: { max_steps: 1 } });
  await step('POST', '/v1/runs', { run_id: 'unicode', input: { goal: 'ü' } });
  const ids = [await step('POST', '/v1/runs', { input: { goal: 'x' } }), await step('POST', '/v1/runs', { input: { goal: 'x' } })].map(
    (body) => body.run_id,
  );
  transcript.ids = String(ids[0] !== ids[1]);
  await step('POST', '/v1/runs', { run_id: 'r', input: { goal: 'x' } });
  await step('GET', '/v1/runs/r', undefined, {}, 'first read');
  await step('POST', '/v1/runs', { run_id: 'r', input: { goal: 'x' } }, {}, 'again');
  await step('POST', '/v1/runs', { run_id: 'refused', input: {} });
  await step('GET', '/v1/runs/refused');
  await followRun(step, transcript);
  for (let read = 0; read < 2; read += 1) await step('GET', '/v1/runs/r', undefined, {}, 'over');
  for (let read = 0; read < 2; read += 1) await step('GET', '/v1/runs/r/result', undefined, {}, 'result');
  await step('GET', '/v1/runs/nobody');
  await step('GET', '/v1/runs/nobody/result');
  await step('POST', '/v1/runs', { run_id: 's', input: { goal: 'slow' } });
  await step('GET', '/v1/runs/s/result');
  if (service === 'runtime') await visitCancel(step);
}

async function followRun(step: Step, transcript: Transcript): Promise<void> {
  const scratch: Transcript = {};
  const order = ['queued', 'running', 'succeeded', 'failed', 'canceled'];
  let furthest = 0;
  let last = '';
  const started = new Set<unknown>();
  const end = performance.now() + 1500;
  while (performance.now() < end && !['succeeded', 'failed', 'canceled'].includes(last)) {
    const body = await step('GET', '/v1/runs/r', undefined, {}, 'poll');
    last = String(body.state);
    const place = order.indexOf(last);
    if (place < 0) scratch.unknown = last;
    if (place < furthest) scratch.backwards = 'yes';
    if (place < 2 && 'ended_at' in body) scratch.endedEarly = 'yes';
    if (body.started_at !== undefined) started.add(body.started_at);
    furthest = Math.max(furthest, place);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  delete transcript.poll;
  transcript.history = JSON.stringify({ last, starts: Math.min(2, started.size), ...scratch });
}

async function visitCancel(step: Step): Promise<void> {
  await step('POST', '/v1/runs/s:cancel');
  await step('GET', '/v1/runs/s');
  await step('GET', '/v1/runs/s/result', undefined, {}, 'result of canceled');
  await step('POST', '/v1/runs/r:cancel');
  await step('GET', '/v1/runs/r', undefined, {}, 'after late cancel');
  await step('POST', '/v1/runs/nobody:cancel');
}

async function visitEvents(step: Step): Promise<void> {
  for (let read = 0; read < 2; read += 1) await step('GET', '/v1/runs/r/events', undefined, {}, `events ${read}`);
  await step('GET', '/v1/runs/nobody/events');
}

async function visitDaemon(step: Step, transcript: Transcript, reference: RunningReference): Promise<void> {
  const profile = '/v1/admin/runtime-profiles/p';
  await step('PUT', profile, { description: 'd', metadata: { labels: { a: 'b' } } });
  await step('PUT', profile, { description: 'e' });
  await step('PUT', profile, {});
  await step('PUT', '/v1/admin/runtime-profiles/q', { extensions: { 'x.y': 1 } });
  await step('GET', '/v1/admin/runtime-profiles');
  for (let time = 0; time < 2; time += 1) await step('DELETE', profile);
  await step('GET', '/v1/admin/runtime-profiles', undefined, {}, 'profiles after delete');
  const created = await step('POST', '/v1/instances', { runtime_profile: 'default', count: 2, metadata: { labels: { a: 'b' } } });
  await step('POST', '/v1/instances', { runtime_profile: 'default' });
  await step('POST', '/v1/instances', { runtime_profile: 'nobody' });
  const registered = await step('POST', '/v1/instances:register', { runtime_api_endpoint: reference.url, runtime_name: 'n' });
  await step('POST', '/v1/instances:register', { runtime_api_endpoint: 'http://127.0.0.1:9' });
  await settle(step, transcript, '/v1/instances', 'starting');
  await step('GET', '/v1/instances');
  const [first] = (created.instances ?? []) as { instance_id: string }[];
  const selector = { instance_id: first?.instance_id };
  await step('POST', '/v1/runs', { run_id: 'placed', input: { goal: 'slow' }, runtime_selector: selector }, {}, 'placed');
  await settle(step, transcript, '/v1/runs/placed', 'queued');
  await step('POST', '/v1/runs', { input: { goal: 'x' }, runtime_selector: { runtime_profile: 'nobody' } });
  const outside = (registered.instance as { instance_id?: string } | undefined)?.instance_id;
  for (const [label, id] of [
    ['managed', first?.instance_id],
    ['outside', outside],
    ['unknown', 'nobody'],
  ]) {
    await step('DELETE', `/v1/instances/${id}`, undefined, {}, `delete ${label}`);
    await step('GET', '/v1/instances', undefined, {}, `instances after ${label}`);
  }
  await visitPages(step);
  await step('GET', '/v1/runs/r/trace');
  await step('GET', '/v1/runs/nobody/trace');
}

// Reads until a word is gone, or for half a second: what is read after it does not depend on who was faster.
async function settle(step: Step, transcript: Transcript, path: string, word: string): Promise<void> {
  const end = performance.now() + 500;
  while (performance.now() < end && JSON.stringify(await step('GET', path, undefined, {}, 'settling')).includes(word)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  delete transcript.settling;
}

async function visitPages(step: Step): Promise<void> {
  for (const query of ['', '?page_size=1', '?page_size=1000', '?page_size=0', '?page_token=x']) await step('GET', `/v1/runs${query}`);
  let token: unknown;
  for (let page = 0; page < 12; page += 1) {
    const query = token === undefined ? '' : `&page_token=${String(token)}`;
    const body = await step('GET', `/v1/runs?page_size=2${query}`, undefined, {}, 'walk');
    token = (body.pagination as Record<string, unknown> | undefined)?.next_page_token;
    if (typeof token !== 'string') break;
  }
}

const PROTECTED: Record<ReferenceService, readonly (readonly [string, string])[]> = {
  runtime: [
    ['GET', '/v1/runs/r'],
    ['GET', '/v1/runs/r/result'],
    ['POST', '/v1/runs'],
  ],
  'tool-registry': [
    ['GET', '/v1/tools'],
    ['GET', '/v1/tools/echo'],
  ],
  daemon: [
    ['GET', '/v1/runs'],
    ['GET', '/v1/runs/r/result'],
    ['GET', '/v1/runs/r'],
    ['PUT', '/v1/admin/runtime-profiles/unasked'],
  ],
};

async function visitCredentials(service: ReferenceService, step: Step): Promise<void> {
  for (const [method, path] of PROTECTED[service]) {
    for (const authorization of ['', 'Basic eDp5', 'Bearer x', 'Bearer eyJ.eyJ.', `Bearer ${TOUR_LOW_TOKEN}`, `bearer ${TOUR_TOKEN}`]) {
      const body = method === 'POST' ? { run_id: 'unasked', input: { goal: 'x' } } : method === 'PUT' ? {} : undefined;
      await step(method, path, body, { authorization }, `${method} ${path} ${authorization}`);
    }
  }
  if (service === 'runtime') await step('GET', '/v1/runs/unasked', undefined, {}, 'unasked');
}

async function visitNegatives(service: ReferenceService, step: Step): Promise<void> {
  for (const vector of NEGATIVE_VECTORS) {
    if (!vector.services.includes(service)) continue;
    for (const [index, body] of vector.bodies.entries()) await step(vector.method, vector.path, body, {}, `${vector.id} ${index}`);
  }
  const path = service === 'tool-registry' ? '/v1/tool-invocations' : '/v1/runs';
  const call = { invocation_id: 'i', tool_id: 'echo', args: { text: 'x' } };
  await step('POST', path, { ...(service === 'tool-registry' ? call : { input: { goal: 'x' } }), extensions: { key: 1 } });
  for (const body of ['{', '[]', '']) await step('POST', path, body);
  await step('POST', path, new Uint8Array([0x7b, 0xff]), {}, 'not UTF-8');
  await step('POST', path, {}, { 'content-type': 'text/plain' }, 'as text');
}
