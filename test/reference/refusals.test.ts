import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { expectRefusal, open } from './client.js';
import { NEGATIVE_VECTORS } from './negative-vectors.js';

const TWINS: Record<string, readonly [string, unknown, number]> = {
  runtime: ['/v1/runs', { run_id: 'refused', input: { goal: 'x' } }, 200],
  'tool-registry': ['/v1/tool-invocations', { invocation_id: 'i', tool_id: 'echo', args: { text: 'x' } }, 200],
  daemon: ['/v1/instances', { runtime_profile: 'default' }, 200],
};

describe('bodies that do not fit', () => {
  it('are all 51 vectors', () => {
    expect(NEGATIVE_VECTORS.length).toBe(51);
  });

  it.each(['runtime', 'tool-registry', 'daemon'] as const)('are refused with 400 by the %s and create nothing', async (service) => {
    const client = await open({ service });
    for (const { id, services, method, path, bodies } of NEGATIVE_VECTORS) {
      if (!services.includes(service)) continue;
      for (const body of bodies) {
        const reply = await client.send(method, path, body);
        expect(reply.status, `${id} ${JSON.stringify(body)} ${reply.text}`).toBe(400);
        expectRefusal(reply, 400, 'invalid_request');
      }
    }
    if (service !== 'daemon') return;
    expect((await client.get('/v1/runs')).body.runs).toEqual([]);
    expect((await client.get('/v1/instances')).body.instances).toEqual([]);
    expect((await client.get('/v1/admin/runtime-profiles')).body.profiles.length).toBe(1);
  });

  it.each(['runtime', 'tool-registry', 'daemon'] as const)('are refused by the %s when they are no JSON object at all', async (service) => {
    const client = await open({ service });
    const [path, twin, status] = TWINS[service] ?? ['', {}, 0];
    for (const body of [
      '{',
      '[]',
      '"x"',
      'null',
      '1',
      '{} x',
      '{"a":NaN}',
      '[[[[[',
      Buffer.from([0x7b, 0xff, 0x7d]),
      Buffer.from('\uFEFF{}'),
    ]) {
      expectRefusal(await client.post(path, body), 400, 'invalid_request');
    }
    expectRefusal(await client.post(path, `{"a":${'['.repeat(100_000)}`), 400, 'invalid_request');
    expectRefusal(await client.post(path), 400, 'invalid_request');
    expectRefusal(await client.post(path, '', {}), 400, 'invalid_request');
    for (const type of ['text/plain', 'application/xml', 'application/json; charset=latin1']) {
      expectRefusal(await client.post(path, twin, { headers: { 'content-type': type } }), 400, 'unsupported_media_type');
    }
    const accepted = await client.post(path, twin, { headers: { 'content-type': 'Application/JSON; charset="UTF-8"' } });
    expect(accepted.status).toBe(status);
  });
});

describe('what is not even HTTP', () => {
  it('gets an envelope too', async () => {
    const { reference } = await open({ service: 'runtime' });
    const answer = (text: string) =>
      new Promise<string>((resolve) => {
        const chunks: Buffer[] = [];
        const socket = connect(reference.port, '127.0.0.1', () => socket.write(text));
        socket.on('data', (chunk) => chunks.push(chunk)).on('close', () => resolve(Buffer.concat(chunks).toString()));
      });
    expect(await answer('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*"invalid_request"/);
    expect(await answer(`GET / HTTP/1.1\r\nx: ${'a'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 [\s\S]*"invalid_request"/);
  });
});
