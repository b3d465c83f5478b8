import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { faults } from '#built/faults.js';
import { listFaults, listVariations, startReference } from '../../src/reference/index.js';
import { open } from './client.js';

describe('startReference', () => {
  it('says in one sentence what is wrong', async () => {
    const { reference } = await open({ service: 'runtime' });
    await expect(startReference({ service: 'runtime', port: reference.port })).rejects.toThrow(
      /^Cannot listen on 127\.0\.0\.1 port \d+: the port is in use$/,
    );
    await expect(startReference({ service: 'runtime', faults: ['health-missin'] })).rejects.toThrow(
      'Unknown fault "health-missin"; did you mean "health-missing"?',
    );
    await expect(startReference({ service: 'runtime', variations: ['qqqqqq'] })).rejects.toThrow(/^Unknown variation "qqqqqq"$/);
    await expect(startReference({ service: 'runtime', variations: ['no-tools'] })).rejects.toThrow('is for tool-registry, not for runtime');
    await expect(startReference({ service: 'runtime', basePath: '/a b' })).rejects.toThrow('base path');
  });

  it('tells of every request', async () => {
    const lines: string[] = [];
    const { get } = await open({
      service: 'runtime',
      onRequest: ({ method, url, headers }) => lines.push(`${method} ${url} ${headers['x-test']}`),
    });
    await get('/v1/health?a=b', { headers: { 'x-test': 'yes' } });
    expect(lines).toEqual(['GET /arp/v1/health?a=b yes']);
  });

  it('listens on IPv6', async () => {
    const { reference, get } = await open({ service: 'daemon', host: '::1' });
    expect(reference.url).toMatch(/^http:\/\/\[::1\]:\d+\/arp$/);
    expect((await get('/v1/health')).status).toBe(200);
  });
});

describe('close', () => {
  it.each(['runtime', 'daemon'] as const)(
    'ends every connection of the %s, also idle and streaming ones, and frees the port',
    async (service) => {
      const reference = await startReference({ service });
      const idle = connect(reference.port, '127.0.0.1');
      const ended = new Promise((resolve) => idle.on('close', resolve).on('error', () => {}));
      await new Promise((resolve) => idle.on('connect', resolve));
      const created = await fetch(`${reference.url}/v1/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"run_id":"r","input":{"goal":"slow"}}',
      });
      await created.text();
      const stream =
        service === 'runtime'
          ? fetch(`${reference.url}/v1/runs/r/events`).then((response) => response.text())
          : Promise.reject(new Error('none'));
      const streamEnd = stream.catch(() => 'cut off');
      await reference.close();
      await Promise.all([ended, streamEnd]);
      await expect(fetch(`${reference.url}/v1/health`)).rejects.toThrow();
      const again = await startReference({ service, port: reference.port });
      await again.close();
      await again.close();
    },
  );

  it('stops what hangs on an exchange', async () => {
    const reference = await startReference({ service: 'runtime', faults: ['wire-drip'], variations: ['latency'] });
    const dripping = await fetch(`${reference.url}/v1/health`);
    const waiting = fetch(`${reference.url}/v1/version`).catch(() => 'cut off');
    await dripping.body?.getReader().read();
    await reference.close();
    expect(await waiting).toBe('cut off');
  });
});

describe('the catalogue', () => {
  it('is what the build wrote down of it', () => {
    expect(faults).toEqual(listFaults().map(({ id, services, breaks, title }) => ({ id, services, breaks, title })));
  });

  it('has unique ids, requirement ids and sentences', () => {
    const all = [...listFaults(), ...listVariations()];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id, services, title } of all) {
      expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(services.length).toBeGreaterThan(0);
      expect(title).toMatch(/^\S.*[^.]$/);
    }
    for (const { breaks } of listFaults()) expect(breaks).toMatch(/^ARP-(?:CM|AU|RT|TR|DM)-\d{3}$|^ARP-NV-[A-Z]{3}-\d{2}$/);
    expect(listFaults('daemon').every(({ services }) => services.includes('daemon'))).toBe(true);
    expect(listVariations('runtime').map(({ id }) => id)).toContain('ndjson');
  });

  it('has several faults for each requirement of the smoke tier', () => {
    const smoke = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 32].map((number) => `ARP-CM-${String(number).padStart(3, '0')}`);
    for (const requirement of smoke)
      expect(listFaults().filter(({ breaks }) => breaks === requirement).length, requirement).toBeGreaterThan(1);
    for (const requirement of ['ARP-AU-001', 'ARP-AU-002']) expect(listFaults().map(({ breaks }) => breaks)).toContain(requirement);
  });
});
