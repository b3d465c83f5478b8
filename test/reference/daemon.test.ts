import { describe, expect, it } from 'vitest';
import { type Client, clientOf, expectRefusal, expectSuccess, isOver, open, segment, until } from './client.js';

const LIST = 'daemon/instances/instance_list_response';
const CREATED = 'daemon/instances/instance_create_response';
const REGISTERED = 'daemon/instances/instance_register_response';
const STATUS = 'runtime/runs/run_status';
const RESULT = 'runtime/runs/run_result';

const ids = (body: { instances: { instance_id: string }[] }) => body.instances.map((instance) => instance.instance_id);

async function finished(client: Client, id: string): Promise<Record<string, unknown>> {
  return (await until(() => client.get(`/v1/runs/${segment(id)}`), isOver)).body;
}

describe('instances', () => {
  it('are created, become ready, run, and are deleted', async () => {
    const daemon = await open({ service: 'daemon' });
    expect(expectSuccess(await daemon.get('/v1/instances'), 200, LIST)).toEqual({ instances: [] });
    const extras = {
      metadata: { labels: { a: 'b' } },
      extensions: { 'x.y': 1 },
      overrides: { env: { A: 'b' }, args: ['-v'], tool_registry_url: 'http://h/' },
    };
    const created = expectSuccess(await daemon.post('/v1/instances', { runtime_profile: 'default', count: 2, ...extras }), 200, CREATED);
    expect(new Set(ids(created)).size).toBe(2);
    const [first] = created.instances;
    expect(first).toMatchObject({ managed: true, runtime_profile: 'default', metadata: extras.metadata, extensions: extras.extensions });
    const list = await until(
      () => daemon.get('/v1/instances'),
      (reply) => reply.body.instances.every((instance: { state: string }) => instance.state === 'ready'),
    );
    expect(ids(expectSuccess(list, 200, LIST))).toEqual(ids(created));
    const runtime = clientOf({ ...daemon.reference, url: first.runtime_api_endpoint });
    expectSuccess(await runtime.post('/v1/runs', { run_id: 'inner', input: { goal: 'x' } }), 200, STATUS);
    await finished(runtime, 'inner');
    expect(expectSuccess(await runtime.get('/v1/runs/inner/result'), 200, RESULT).ok).toBe(true);
    const gone = await daemon.send('DELETE', `/v1/instances/${first.instance_id}`);
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect(ids((await daemon.get('/v1/instances')).body)).toEqual(ids(created).slice(1));
    expectRefusal(await daemon.send('DELETE', `/v1/instances/${first.instance_id}`), 404, 'not_found');
    expectRefusal(await runtime.get('/v1/runs/inner'), 404, 'unknown_path');
    expect((await daemon.post('/v1/instances', { runtime_profile: 'default' })).body.instances.length).toBe(1);
    expectRefusal(await daemon.post('/v1/instances', { runtime_profile: 'nobody' }), 404, 'not_found');
  });

  it('are registered, probed, run from outside, and deregistered without being touched', async () => {
    const seen: string[] = [];
    const runtime = await open({ service: 'runtime', onRequest: ({ method, url }) => seen.push(`${method} ${url}`) });
    const daemon = await open({ service: 'daemon' });
    const body = {
      runtime_api_endpoint: `${runtime.reference.url}/`,
      runtime_profile: 'outside',
      runtime_name: 'mine',
      metadata: { labels: { a: 'b' } },
    };
    const { instance } = expectSuccess(await daemon.post('/v1/instances:register', body), 200, REGISTERED);
    expect(instance).toMatchObject({ ...body, managed: false, state: 'ready', runtime_version: '1.0.0' });
    expect((await daemon.get('/v1/instances')).body.instances).toEqual([instance]);
    for (const runtime_selector of [
      { instance_id: instance.instance_id },
      { runtime_profile: 'outside' },
      { runtime_name: 'mine' },
      { runtime_api_endpoint: runtime.reference.url },
    ]) {
      const goal = 'runtime_name' in runtime_selector ? 'fail' : 'x';
      const run = expectSuccess(await daemon.post('/v1/runs', { input: { goal }, runtime_selector }), 202, STATUS);
      const end = await finished(daemon, run.run_id);
      expect(end).toMatchObject({
        run_id: run.run_id,
        runtime_instance_id: instance.instance_id,
        state: goal === 'x' ? 'succeeded' : 'failed',
      });
      const result = expectSuccess(await daemon.get(`/v1/runs/${run.run_id}/result`), 200, RESULT);
      expect(result).toMatchObject({ run_id: run.run_id, ok: goal === 'x' });
      expect((await daemon.get(`/v1/runs/${run.run_id}/result`)).body).toEqual(result);
      expect(expectSuccess(await daemon.get(`/v1/runs/${run.run_id}/trace`), 200, 'daemon/runs/trace_response').events.at(-1).data).toEqual(
        { state: end.state },
      );
    }
    const before = seen.length;
    expect((await daemon.send('DELETE', `/v1/instances/${instance.instance_id}`)).status).toBe(204);
    expect(seen.length).toBe(before);
    expect((await runtime.get('/v1/health')).status).toBe(200);
  });

  it('that do not answer are in error, and runs for them are refused', async () => {
    const daemon = await open({ service: 'daemon' });
    for (const runtime_api_endpoint of ['http://127.0.0.1:9/', 'urn:not:http', `${daemon.reference.url}/nothing`]) {
      const { instance } = expectSuccess(await daemon.post('/v1/instances:register', { runtime_api_endpoint }), 200, REGISTERED);
      expect(instance.state).toBe('error');
      expectRefusal(
        await daemon.post('/v1/runs', { run_id: 'x', input: { goal: 'x' }, runtime_selector: { instance_id: instance.instance_id } }),
        503,
      );
    }
    expectRefusal(await daemon.get('/v1/runs/x'), 404);
    expect((await daemon.post('/v1/runs', { run_id: 'x', input: { goal: 'x' } })).status).toBe(202);
  });

  it('that are lost in the middle of a run let it fail', async () => {
    const runtime = await open({ service: 'runtime' });
    const daemon = await open({ service: 'daemon' });
    await daemon.post('/v1/instances:register', { runtime_api_endpoint: runtime.reference.url, runtime_profile: 'outside' });
    const run = (await daemon.post('/v1/runs', { input: { goal: 'slow' }, runtime_selector: { runtime_profile: 'outside' } })).body;
    await runtime.reference.close();
    expect(await finished(daemon, run.run_id)).toMatchObject({ state: 'failed' });
    expect(expectSuccess(await daemon.get(`/v1/runs/${run.run_id}/result`), 200, RESULT).error.code).toBe('runtime_lost');
  });
});

describe('profiles', () => {
  it('are put, replaced, listed and deleted', async () => {
    const daemon = await open({ service: 'daemon' });
    const path = `/v1/admin/runtime-profiles/${segment('my/profile ü')}`;
    const names = async () =>
      expectSuccess(
        await daemon.get('/v1/admin/runtime-profiles'),
        200,
        'daemon/runtime_profiles/runtime_profile_list_response',
      ).profiles.map((profile: { runtime_profile: string }) => profile.runtime_profile);
    expect(await names()).toEqual(['default']);
    const body = {
      runtime_name: 'n',
      description: 'd',
      defaults: { env: { A: 'b' }, args: ['x'], tool_registry_url: 'http://h' },
      metadata: { annotations: { a: 'b' } },
      extensions: { 'x.y': [1] },
    };
    const put = expectSuccess(await daemon.send('PUT', path, body), 200, 'daemon/runtime_profiles/runtime_profile');
    expect(put).toEqual({ runtime_profile: 'my/profile ü', ...body });
    expect(expectSuccess(await daemon.send('PUT', path, {}), 200, 'daemon/runtime_profiles/runtime_profile')).toEqual({
      runtime_profile: 'my/profile ü',
    });
    expect(await names()).toEqual(['default', 'my/profile ü']);
    expect((await daemon.send('DELETE', path)).status).toBe(204);
    expect(await names()).toEqual(['default']);
    expectRefusal(await daemon.send('DELETE', path), 404, 'not_found');
  });
});

describe('runs', () => {
  it('are taken with 202 on a fresh daemon, finish, and leave a trace', async () => {
    const daemon = await open({ service: 'daemon' });
    const run = expectSuccess(await daemon.post('/v1/runs', { run_id: 'a/b', input: { goal: 'x' }, runtime_selector: {} }), 202, STATUS);
    expect(run).toEqual({ run_id: 'a/b', state: 'queued' });
    expectRefusal(await daemon.get('/v1/runs/a%2Fb/result'), 409);
    expectRefusal(await daemon.post('/v1/runs', { run_id: 'a/b', input: { goal: 'x' } }), 409, 'conflict');
    expect(await finished(daemon, 'a/b')).toMatchObject({ state: 'succeeded' });
    expectSuccess(await daemon.get('/v1/runs/a%2Fb/result'), 200, RESULT);
    const { events } = expectSuccess(await daemon.get('/v1/runs/a%2Fb/trace'), 200, 'daemon/runs/trace_response');
    expect(events.map((event: { seq: number }) => event.seq)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const path of ['', '/result', '/trace']) expectRefusal(await daemon.get(`/v1/runs/nobody${path}`), 404, 'not_found');
  });

  it('go where the selector says, or nowhere', async () => {
    const daemon = await open({ service: 'daemon' });
    const [instance] = (await daemon.post('/v1/instances', { runtime_profile: 'default' })).body.instances;
    const { instance_id, runtime_name, runtime_api_endpoint } = instance;
    for (const runtime_selector of [
      { instance_id },
      { runtime_profile: 'default' },
      { runtime_name },
      { runtime_api_endpoint },
      { instance_id, runtime_profile: 'default', runtime_name, runtime_api_endpoint },
    ]) {
      const run = expectSuccess(await daemon.post('/v1/runs', { input: { goal: 'x' }, runtime_selector }), 202, STATUS);
      expect(run.runtime_instance_id).toBe(instance_id);
      await finished(daemon, run.run_id);
    }
    await daemon.send('PUT', '/v1/admin/runtime-profiles/other', {});
    expect((await daemon.post('/v1/runs', { input: { goal: 'x' }, runtime_selector: { runtime_profile: 'other' } })).status).toBe(202);
    for (const runtime_selector of [
      { instance_id: 'x' },
      { runtime_profile: 'x' },
      { runtime_name: 'x' },
      { runtime_api_endpoint: 'http://h/' },
      { instance_id, runtime_profile: 'other' },
    ]) {
      expectRefusal(await daemon.post('/v1/runs', { input: { goal: 'x' }, runtime_selector }), 404, 'not_found');
    }
  });
});
