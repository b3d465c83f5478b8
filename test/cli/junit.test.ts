import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { hostileService } from './hostile-text.js';
import { runInside } from './inside.js';
import { body, closedPort, fresh, healthBody, json, type ServiceSettings, startService } from './service.js';

interface Case {
  readonly name: string;
  readonly classname: string;
  readonly time: string;
  readonly failure?: unknown;
  readonly error?: unknown;
  readonly skipped?: unknown;
  readonly 'system-out'?: string;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => name === 'testcase' || name === 'testsuite',
});

async function junit(
  settings: ServiceSettings,
  ...args: string[]
): Promise<{ xml: string; attributes: Record<string, string>; cases: readonly Case[] }> {
  const { url } = await startService(settings);
  const { stdout } = await runInside(['check', 'runtime', '--url', url, '--format', 'junit', ...args]);
  expect(XMLValidator.validate(stdout), stdout).toBe(true);
  const [suite] = parser.parse(stdout).testsuites.testsuite;
  return { xml: stdout, attributes: suite, cases: suite.testcase };
}

describe('The JUnit report', () => {
  it('has a suite for the service and tier, and a case for each check with its requirements', async () => {
    const { attributes, cases } = await junit({});
    expect(attributes).toMatchObject({ name: 'arp-conformance:runtime:smoke', tests: '15', failures: '0', errors: '0', skipped: '1' });
    expect(cases.length).toBe(15);
    expect(cases[0]).toMatchObject({ name: 'runtime.health', classname: 'arp.runtime.smoke' });
    expect(cases[0]?.['system-out']).toContain('[ARP-CM-001]');
    for (const { time } of cases) expect(time).toMatch(/^\d+(\.\d{1,3})?$/);
  });

  it('counts what failed and tells why', async () => {
    const { attributes, cases } = await junit({ health: fresh(() => json(healthBody({ status: 'fine' }))) });
    expect(attributes).toMatchObject({ failures: '1' });
    expect(JSON.stringify(cases.find(({ failure }) => failure !== undefined))).toContain('/status: expected');
  });

  it('has an error for each check that could not be judged', async () => {
    const { stdout } = await runInside(['check', 'runtime', '--url', `http://127.0.0.1:${await closedPort()}`, '--format', 'junit']);
    expect(XMLValidator.validate(stdout)).toBe(true);
    expect(parser.parse(stdout).testsuites.testsuite[0]).toMatchObject({ tests: '15', errors: '15', failures: '0' });
  });

  it('has a suite for each of several services', async () => {
    const { url } = await startService();
    const { stdout } = await runInside(['check', 'all', '--runtime-url', url, '--daemon-url', url, '--format', 'junit']);
    expect(XMLValidator.validate(stdout)).toBe(true);
    expect(parser.parse(stdout).testsuites.testsuite.map(({ name }: { name: string }) => name)).toEqual([
      'arp-conformance:runtime:smoke',
      'arp-conformance:daemon:smoke',
    ]);
  });

  const hostile: Readonly<Record<string, ServiceSettings>> = {
    'texts made to break it': hostileService(),
    'bytes that are no text': { health: body(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))) },
    'headers beyond ASCII': { health: body('{}', { 'x-note': '\u0085\u009b', 'content-type': 'text/\u009bhtml' }) },
    'a long text': { health: fresh(() => json(healthBody({ status: ']]>'.repeat(10_000) }))) },
  };
  for (const [name, settings] of Object.entries(hostile)) {
    it(`is well-formed for ${name}`, async () => {
      const { attributes } = await junit(settings);
      expect(Number(attributes.failures)).toBeGreaterThan(0);
    });
  }
});
