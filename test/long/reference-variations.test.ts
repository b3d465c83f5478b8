import { describe, expect, it } from 'vitest';
import { listVariations, startReference } from '../../src/reference/index.js';
import { clientOf, expectRefusal, expectSuccess, isOver, open, until } from '../reference/client.js';
import { expectFit } from '../reference/contract.js';
import { tour } from '../reference/tour.js';

const SERVICES = ['runtime', 'tool-registry', 'daemon'] as const;

describe.each(SERVICES)('%s', (service) => {
  it.each(listVariations(service).map(({ id }) => id))('conforms as %s in smoke, errors and one run or tool', async (id) => {
    const { get, post } = await open({ service, variations: [id] });
    const fits = (reply: { body: unknown }, schema: string) => expectFit(schema, reply.body);
    fits(await get('/v1/health'), 'common/health');
    fits(await get('/v1/version'), 'common/version_info');
    fits(await get('/v1/nothing'), 'common/error');
    if (service === 'tool-registry') {
      for (const tool of (await get('/v1/tools')).body) expectFit('tool_registry/tools/tool_definition', tool);
      const reply = await post('/v1/tool-invocations', { invocation_id: 'i', tool_id: 'echo', args: { text: 'x' } });
      fits(reply, reply.status === 200 ? 'tool_registry/tools/tool_invocation_result' : 'common/error');
      return;
    }
    const created = await post('/v1/runs', { input: { goal: 'x' } });
    fits(created, 'runtime/runs/run_status');
    const path = `/v1/runs/${encodeURIComponent(created.body.run_id)}`;
    fits(await until(() => get(path), isOver), 'runtime/runs/run_status');
    fits(await get(`${path}/result`), 'runtime/runs/run_result');
    if (service === 'daemon') {
      fits(await get('/v1/runs'), 'daemon/runs/run_list_response');
      fits(await get('/v1/instances'), 'daemon/instances/instance_list_response');
      fits(await get('/v1/admin/runtime-profiles'), 'daemon/runtime_profiles/runtime_profile_list_response');
      const trace = await get(`${path}/trace`);
      fits(trace, trace.status === 200 ? 'daemon/runs/trace_response' : 'common/error');
    }
  });
});

describe('variations', () => {
  it('all change something', async () => {
    const silent = new Set(['latency', 'connection-close', 'gzip', 'slow-start', 'refuses-media-type-415', 'small-pages', 'no-profiles']);
    const plain = {
      runtime: await tour('runtime', []),
      'tool-registry': await tour('tool-registry', []),
      daemon: await tour('daemon', []),
    };
    await Promise.all(
      listVariations().map(async ({ id, services: [service] }) => {
        if (!silent.has(id) && service !== undefined) expect(await tour(service, [], [id]), id).not.toEqual(plain[service]);
      }),
    );
  }, 60_000);

  it('compress, close and speak NDJSON as they say', async () => {
    const gzip = await open({ service: 'runtime', variations: ['gzip'] });
    for (const [accepted, coding] of [
      ['gzip', 'gzip'],
      ['gzip, br', 'br'],
      ['identity', null],
      ['br;q=0, gzip', 'gzip'],
    ] as const) {
      const reply = await gzip.get('/v1/health', { headers: { 'accept-encoding': accepted } });
      expect(reply.headers.get('content-encoding')).toBe(coding);
      expectFit('common/health', reply.body);
    }
    const close = await open({ service: 'runtime', variations: ['connection-close'] });
    expect((await close.get('/v1/health')).headers.get('connection')).toBe('close');
    const ndjson = await open({ service: 'runtime', variations: ['ndjson', 'synchronous'] });
    const run = expectSuccess(await ndjson.post('/v1/runs', { input: { goal: 'x' } }), 200, 'runtime/runs/run_status');
    expect(run.state).toBe('succeeded');
    expect((await ndjson.get(`/v1/runs/${run.run_id}/events`)).headers.get('content-type')).toBe('application/x-ndjson');
  });

  it('answer absent optional endpoints politely, on real runs', async () => {
    const { get, post } = await open({ service: 'runtime', variations: ['no-optional-endpoints'] });
    await post('/v1/runs', { run_id: 'r', input: { goal: 'x' } });
    expectRefusal(await post('/v1/runs/r:cancel'), 405);
    expectRefusal(await get('/v1/runs/r/events'), 501);
    const daemon = await open({ service: 'daemon', variations: ['no-optional-endpoints'] });
    await daemon.post('/v1/runs', { run_id: 'r', input: { goal: 'x' } });
    expectRefusal(await daemon.get('/v1/runs/r/trace'), 404);
  });

  it('refuse to cancel, and the run goes on', async () => {
    const { get, post } = await open({ service: 'runtime', variations: ['cancel-refused'] });
    await post('/v1/runs', { run_id: 'r', input: { goal: 'x' } });
    expectRefusal(await post('/v1/runs/r:cancel'), 409, 'not_cancelable');
    expect((await until(() => get('/v1/runs/r'), isOver)).body.state).toBe('succeeded');
  });

  it('put the same answers in other forms', async () => {
    const early = await open({
      service: 'runtime',
      variations: ['pretty-json', 'escaped-json', 'other-offsets', 'header-case', 'chunked'],
    });
    const { text, body, headers } = await early.get('/v1/health');
    expect(text).toMatch(/^\{\r?\n\t"\\u0073tatus"/);
    expect(body.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{9}\+05:30$/);
    expect(Math.abs(Date.parse(body.time) - Date.now())).toBeLessThan(60_000);
    expect(headers.get('content-length')).toBeNull();
    const based = await startReference({ service: 'daemon', variations: ['base-path'] });
    expect(new URL(based.url).pathname).toBe('/teams/a~b/arp');
    expectFit('common/health', (await clientOf(based).get('/v1/health')).body);
    await based.close();
  });

  it('hold as many tools as they say', async () => {
    expect((await (await open({ service: 'tool-registry', variations: ['no-tools'] })).get('/v1/tools')).body).toEqual([]);
    expect((await (await open({ service: 'tool-registry', variations: ['many-tools'] })).get('/v1/tools')).body.length).toBe(300);
  });
});
