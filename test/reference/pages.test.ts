import { describe, expect, it } from 'vitest';
import { type Client, expectRefusal, expectSuccess, open } from './client.js';

async function walk(daemon: Client, size: number, between: () => Promise<unknown> = async () => {}): Promise<string[]> {
  const seen: string[] = [];
  let token: string | undefined;
  for (let pages = 0; pages < 400; pages += 1) {
    const query = token === undefined ? `page_size=${size}` : `page_size=${size}&page_token=${token}`;
    const page = expectSuccess(await daemon.get(`/v1/runs?${query}`), 200, 'daemon/runs/run_list_response');
    expect(page.runs.length).toBeLessThanOrEqual(size);
    expect(page.pagination.page_size).toBe(size);
    seen.push(...page.runs.map((run: { run_id: string }) => run.run_id));
    token = page.pagination.next_page_token;
    if (token === undefined) return seen;
    await between();
  }
  throw new Error('the walk does not end');
}

describe('pages of runs', () => {
  it('neither lose nor repeat a run, also while others are added', async () => {
    const daemon = await open({ service: 'daemon', variations: ['many-runs'] });
    const all = Array.from({ length: 250 }, (_, index) => `past-${250 - index}`);
    for (const size of [7, 100, 250, 1000]) expect(await walk(daemon, size)).toEqual(all);
    expect(await walk(daemon, 40, () => daemon.post('/v1/runs', { input: { goal: 'x' } }))).toEqual(all);
    expect((await walk(daemon, 1000)).length).toBe(256);
  });

  it('have a default size, and a token when there is more', async () => {
    const daemon = await open({ service: 'daemon', variations: ['many-runs'] });
    const page = (await daemon.get('/v1/runs')).body;
    expect(page.runs.length).toBe(100);
    expect(page.pagination.page_size).toBe(100);
    expect(typeof page.pagination.next_page_token).toBe('string');
    const fresh = await open({ service: 'daemon' });
    expect((await fresh.get('/v1/runs')).body).toEqual({ runs: [], pagination: { page_size: 100 } });
  });

  it('refuse sizes out of range and tokens of others', async () => {
    const daemon = await open({ service: 'daemon', variations: ['many-runs'] });
    for (const size of ['0', '1001', '-1', 'abc', '', '1.5', '+1', '1e2', '0x10', '%201'])
      expectRefusal(await daemon.get(`/v1/runs?page_size=${size}`), 400);
    const { next_page_token: token } = (await daemon.get('/v1/runs?page_size=1')).body.pagination;
    for (const bad of ['', 'x', `${token}A`, token.slice(0, -1), 'MTAwLWFiYw'])
      expectRefusal(await daemon.get(`/v1/runs?page_token=${bad}`), 400);
    for (const size of [1, 1000]) expect((await daemon.get(`/v1/runs?page_size=${size}&x=1`)).status).toBe(200);
  });
});
