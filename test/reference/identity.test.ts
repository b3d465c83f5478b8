import { describe, expect, it } from 'vitest';
import type { ReferenceService } from '../../src/reference/index.js';
import { expectRefusal, expectSuccess, open } from './client.js';

const SERVICES: readonly ReferenceService[] = ['runtime', 'tool-registry', 'daemon'];

describe.each(SERVICES)('%s', (service) => {
  it('answers health and version with every place filled', async () => {
    const { get } = await open({ service });
    const health = expectSuccess(await get('/v1/health'), 200, 'common/health');
    expect(health.checks.length).toBeGreaterThan(0);
    expect(Math.abs(Date.parse(health.time) - Date.now())).toBeLessThan(5000);
    const version = expectSuccess(await get('/v1/version'), 200, 'common/version_info');
    expect(version).toMatchObject({ service_name: `arp-reference-${service}`, supported_api_versions: ['v1'], build: { dirty: false } });
  });

  it('envelopes unknown paths and wrong methods', async () => {
    const { get, send, reference } = await open({ service });
    expectRefusal(await get('/v1/nothing-here'), 404, 'unknown_path');
    expectRefusal(await get('/'), 404, 'unknown_path');
    const outside = await fetch(new URL('/v1/health', reference.url));
    expect(outside.status).toBe(404);
    const wrong = await send('PUT', '/v1/health', {});
    expectRefusal(wrong, 405, 'method_not_allowed');
    expect(wrong.headers.get('allow')).toBe('GET, HEAD');
    expectRefusal(await send('OPTIONS', '/v1/health'), 405);
    expect((await send('HEAD', '/v1/health')).status).toBe(200);
  });

  it('lives under any base path and ignores unknown query parameters', async () => {
    const bare = await open({ service, basePath: '' });
    expect(bare.reference.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await bare.get('/v1/health?x=1')).status).toBe(200);
    const deep = await open({ service, basePath: 'a/b/' });
    expect(deep.reference.url).toMatch(/\/a\/b$/);
    expect((await deep.get('/v1/version')).status).toBe(200);
  });
});
