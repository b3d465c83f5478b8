import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningReference, startReference } from '../../src/reference/index.js';
import { runInside } from './inside.js';
import type { JsonReport } from './report.js';
import { listen } from './service.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** Passes connections on to a service, and resets each as soon as a second request comes over it. */
async function resettingFront({ port }: RunningReference): Promise<{ readonly port: number; resets(): number }> {
  let resets = 0;
  const server = createServer((client) => {
    const behind = connect(port, '127.0.0.1');
    let answered = false;
    client.on('data', (chunk) => {
      if (!answered) return void behind.write(chunk);
      resets += 1;
      client.resetAndDestroy();
    });
    behind.on('data', (chunk) => {
      answered = true;
      client.write(chunk);
    });
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const)
      one.on('error', () => undefined).on('close', () => other.destroy());
  });
  const address = await listen(server);
  open.push(address);
  return { port: address.port, resets: () => resets };
}

describe('A service whose connections die when they are used again', () => {
  it.each(['runtime', 'tool-registry', 'daemon'] as const)('is blamed for nothing: %s', async (service) => {
    const reference = await startReference({ service });
    open.push(reference);
    const front = await resettingFront(reference);
    const args = ['check', service, '--tier', 'full', '--allow-mutations', '--format', 'json'];
    const outcome = await runInside([...args, '--url', `http://127.0.0.1:${front.port}`]);
    const { results, ok } = JSON.parse(outcome.stdout) as JsonReport;
    expect(results.filter(({ status }) => status === 'FAIL' || status === 'ERROR').map(({ check_id }) => check_id)).toEqual([]);
    expect([outcome.code, ok]).toEqual([0, true]);
    expect(front.resets()).toBeGreaterThan(10);
  });
});
