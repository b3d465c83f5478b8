import { describe, expect, it } from 'vitest';
import { expectRefusal, expectSuccess, isOver, open, segment, until } from './client.js';

const STATUS = 'runtime/runs/run_status';
const RESULT = 'runtime/runs/run_result';

describe('runs', () => {
  it('go from queued over running to succeeded', async () => {
    const { get, post } = await open({ service: 'runtime' });
    const created = expectSuccess(await post('/v1/runs', { run_id: 'r/1 ü', input: { goal: 'say hello' } }), 200, STATUS);
    expect(created).toEqual({ run_id: 'r/1 ü', state: 'queued' });
    const seen: string[] = [];
    const last = await until(async () => {
      const reply = await get(`/v1/runs/${segment('r/1 ü')}`);
      const body = expectSuccess(reply, 200, STATUS);
      if (seen.at(-1) !== body.state) seen.push(body.state);
      expect('ended_at' in body).toBe(['succeeded'].includes(body.state));
      return reply;
    }, isOver);
    expect(['queued', 'running', 'succeeded'].filter((state) => seen.includes(state))).toEqual(seen);
    expect(Date.parse(last.body.ended_at)).toBeGreaterThanOrEqual(Date.parse(last.body.started_at));
    const result = expectSuccess(await get(`/v1/runs/${segment('r/1 ü')}/result`), 200, RESULT);
    expect(result).toMatchObject({ run_id: 'r/1 ü', ok: true, output: { text: 'Reached: say hello' } });
    expect((await get(`/v1/runs/${segment('r/1 ü')}/result`)).body).toEqual(result);
  });

  it('fail when the goal says so', async () => {
    const { get, post } = await open({ service: 'runtime' });
    const { run_id } = (await post('/v1/runs', { input: { goal: 'please fail' } })).body;
    expect((await until(() => get(`/v1/runs/${run_id}`), isOver)).body.state).toBe('failed');
    const result = expectSuccess(await get(`/v1/runs/${run_id}/result`), 200, RESULT);
    expect(result).toMatchObject({ ok: false, error: { code: 'goal_not_reached' } });
    expect('output' in result).toBe(false);
  });

  it('are canceled while they run, and stay canceled', async () => {
    const { get, post } = await open({ service: 'runtime' });
    const { run_id } = (await post('/v1/runs', { input: { goal: 'a slow one' } })).body;
    await until(
      () => get(`/v1/runs/${run_id}`),
      (reply) => reply.body.state === 'running',
    );
    expectRefusal(await get(`/v1/runs/${run_id}/result`), 409, 'not_finished');
    const canceled = expectSuccess(await post(`/v1/runs/${run_id}:cancel`), 200, STATUS);
    expect(canceled).toMatchObject({ run_id, state: 'canceled' });
    expect((await post(`/v1/runs/${run_id}:cancel`)).body).toEqual(canceled);
    expect(expectSuccess(await get(`/v1/runs/${run_id}/result`), 200, RESULT)).toMatchObject({ ok: false, error: { code: 'canceled' } });
  });

  it('are not changed by a cancel that comes too late', async () => {
    const { get, post } = await open({ service: 'runtime', variations: ['synchronous'] });
    const { run_id } = (await post('/v1/runs', { input: { goal: 'x' } })).body;
    expect((await post(`/v1/runs/${run_id}:cancel`)).body.state).toBe('succeeded');
    expect((await get(`/v1/runs/${run_id}`)).body.state).toBe('succeeded');
  });

  it('have ids of their own, and only once', async () => {
    const { post } = await open({ service: 'runtime' });
    const [one, two] = await Promise.all([post('/v1/runs', { input: { goal: 'x' } }), post('/v1/runs', { input: { goal: 'x' } })]);
    expect(one.body.run_id).not.toBe(two.body.run_id);
    expectRefusal(await post('/v1/runs', { run_id: one.body.run_id, input: { goal: 'x' } }), 409, 'conflict');
  });

  it('that are unknown are refused everywhere', async () => {
    const { get, post } = await open({ service: 'runtime' });
    for (const path of ['', '/result', '/events']) expectRefusal(await get(`/v1/runs/nobody${path}`), 404, 'not_found');
    expectRefusal(await post('/v1/runs/nobody:cancel'), 404, 'not_found');
    expectRefusal(await get('/v1/runs/%ff'), 400, 'invalid_request');
  });

  it('keep cancel and status apart although their paths overlap', async () => {
    const { get, post, send } = await open({ service: 'runtime' });
    await post('/v1/runs', { run_id: 'a:cancel', input: { goal: 'slow' } });
    expect((await get('/v1/runs/a:cancel')).body.run_id).toBe('a:cancel');
    expect((await post('/v1/runs/a%3Acancel:cancel')).body).toMatchObject({ run_id: 'a:cancel', state: 'canceled' });
    const wrong = await send('DELETE', '/v1/runs/x:cancel');
    expectRefusal(wrong, 405);
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it('accept every optional field, each boundary, Unicode and a large goal', async () => {
    const { post } = await open({ service: 'runtime' });
    const full = {
      run_id: 'full',
      input: { goal: '目標 🎯', context: { a: null }, data: { b: [1] } },
      runtime_selector: { runtime_profile: 'p', instance_id: 'i', runtime_name: 'n', runtime_api_endpoint: 'http://[::1]:80/x' },
      tool_policy: { allow_tool_ids: ['a'], deny_tool_ids: [] },
      limits: { timeout_ms: 0, max_steps: 1, max_tokens: 1 },
      metadata: { labels: { a: 'b' }, annotations: {}, extensions: { 'x.y': null } },
      extensions: { 'x.test.probe': { any: 1 } },
    };
    expectSuccess(await post('/v1/runs', full), 200, STATUS);
    const empty = {
      input: { goal: '', context: {}, data: {} },
      runtime_selector: {},
      tool_policy: {},
      limits: {},
      metadata: {},
      extensions: {},
    };
    expectSuccess(await post('/v1/runs', empty), 200, STATUS);
    expectSuccess(await post('/v1/runs', { input: { goal: 'x'.repeat(1_000_000) } }), 200, STATUS);
    expectRefusal(await post('/v1/runs', { input: { goal: 'x'.repeat(5_000_000) } }), 413, 'body_too_large');
  });
});
