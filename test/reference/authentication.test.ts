import { describe, expect, it } from 'vitest';
import type { ReferenceService } from '../../src/reference/index.js';
import { type Client, expectRefusal, open } from './client.js';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln';
const LOW = 'low-token';
const OPERATIONS: Record<ReferenceService, readonly string[]> = {
  runtime: ['POST /v1/runs', 'GET /v1/runs/x', 'GET /v1/runs/x/result', 'POST /v1/runs/x:cancel', 'GET /v1/runs/x/events'],
  'tool-registry': ['GET /v1/tools', 'GET /v1/tools/x', 'POST /v1/tool-invocations'],
  daemon: [
    'GET /v1/instances',
    'POST /v1/instances',
    'DELETE /v1/instances/x',
    'POST /v1/instances:register',
    'GET /v1/admin/runtime-profiles',
    'PUT /v1/admin/runtime-profiles/x',
    'DELETE /v1/admin/runtime-profiles/x',
    'GET /v1/runs',
    'POST /v1/runs',
    'GET /v1/runs/x',
    'GET /v1/runs/x/result',
    'GET /v1/runs/x/trace',
  ],
};
const BAD: readonly (readonly [string | undefined, string])[] = [
  [undefined, 'Bearer realm="arp"'],
  ['Basic eDp5', 'Bearer realm="arp", error="invalid_request"'],
  ['Bearer', 'Bearer realm="arp", error="invalid_request"'],
  ['Bearer a b', 'Bearer realm="arp", error="invalid_request"'],
  ['Bearer x', 'Bearer realm="arp", error="invalid_token"'],
  ['Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.', 'Bearer realm="arp", error="invalid_token"'],
  [`Bearer ${TOKEN.slice(0, -1)}h`, 'Bearer realm="arp", error="invalid_token"'],
];

function ask(client: Client, operation: string, authorization: string | undefined) {
  const [method = '', path = ''] = operation.split(' ');
  const headers = authorization === undefined ? {} : { authorization };
  return client.send(method, path, ['POST', 'PUT'].includes(method) ? '{' : undefined, { headers });
}

describe.each(Object.keys(OPERATIONS) as ReferenceService[])('%s', (service) => {
  it('turns bad credentials away before it looks at anything else', async () => {
    const client = await open({ service, token: TOKEN, lowPrivilegeToken: LOW });
    for (const operation of OPERATIONS[service]) {
      for (const [authorization, challenge] of BAD) {
        const reply = await ask(client, operation, authorization);
        expectRefusal(reply, 401, 'unauthorized');
        expect(reply.headers.get('www-authenticate'), `${operation} ${authorization}`).toBe(challenge);
      }
      expectRefusal(await ask(client, operation, `Bearer ${LOW}`), 403, 'forbidden');
      for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
        const reply = await ask(client, operation, `${scheme} ${TOKEN}`);
        expect([401, 403]).not.toContain(reply.status);
        expect(reply.text).not.toContain(TOKEN);
      }
    }
  });

  it('leaves health and version open to everyone', async () => {
    const client = await open({ service, token: TOKEN });
    for (const authorization of [undefined, 'Bearer x', 'garbage', `Bearer ${TOKEN}`]) {
      for (const path of ['GET /v1/health', 'GET /v1/version']) expect((await ask(client, path, authorization)).status).toBe(200);
    }
  });

  it('ignores every header when authentication is disabled', async () => {
    const client = await open({ service });
    for (const operation of OPERATIONS[service]) expect([401, 403]).not.toContain((await ask(client, operation, 'Basic x')).status);
  });
});

describe('daemon', () => {
  it('protects the runtimes that it manages, and does nothing for whom it turned away', async () => {
    const daemon = await open({ service: 'daemon', token: TOKEN });
    const headers = { authorization: `Bearer ${TOKEN}` };
    const [instance] = (await daemon.post('/v1/instances', { runtime_profile: 'default' }, { headers })).body.instances;
    const inside = instance.runtime_api_endpoint.slice(daemon.reference.url.length);
    expectRefusal(await daemon.post(`${inside}/v1/runs`, { input: { goal: 'x' } }), 401);
    expect((await daemon.post(`${inside}/v1/runs`, { input: { goal: 'x' } }, { headers })).status).toBe(200);
    expectRefusal(await daemon.send('PUT', '/v1/admin/runtime-profiles/x', {}), 401);
    expect((await daemon.get('/v1/admin/runtime-profiles', { headers })).body.profiles.length).toBe(1);
  });
});
