import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Outcome, temporaryFolder } from './command.js';
import { runInside } from './inside.js';
import { findingsOf, reportOf, requirementsThat } from './report.js';
import { fresh, healthBody, json, startService, type TinyService } from './service.js';

const SPEC = fileURLToPath(new URL('../../spec/v1', import.meta.url));
const HEALTH = 'schemas/common/health.schema.json';
const RUNTIME = 'openapi/runtime.openapi.yaml';

/** A copy of the standard as it is published: without what this project adds to it. */
function copyOfSpec(name = ''): string {
  const folder = join(temporaryFolder(), name);
  for (const part of ['openapi', 'schemas']) cpSync(join(SPEC, part), join(folder, part), { recursive: true });
  return folder;
}

function change(folder: string, file: string, edit: (text: string) => string): void {
  const path = join(folder, file);
  const [before, after] = [readFileSync(path, 'utf8'), edit(readFileSync(path, 'utf8'))];
  expect(after).not.toBe(before);
  writeFileSync(path, after);
}

async function check(folder: string, service: TinyService, ...args: string[]): Promise<Outcome> {
  return runInside(['check', 'runtime', '--url', service.url, '--spec-path', folder, '--format', 'json', ...args]);
}

describe('Another copy of the standard', () => {
  it('is read from its folder, and the report says so', async () => {
    const folder = copyOfSpec();
    const outcome = await check(folder, await startService());
    expect(outcome.code, outcome.stderr).toBe(0);
    const report = reportOf(outcome);
    expect(report.spec_origin).toBe(folder);
    expect(requirementsThat('PASS', report).length).toBe(12);
  });

  it('may be the folder above', async () => {
    const folder = copyOfSpec('v1');
    const { code, stderr } = await check(join(folder, '..'), await startService());
    expect(code, stderr).toBe(0);
  });

  it('serves check all as well', async () => {
    const { url } = await startService();
    const { code, stderr } = await runInside([
      'check',
      'all',
      '--runtime-url',
      url,
      '--daemon-url',
      url,
      '--tool-registry-url',
      url,
      '--spec-path',
      copyOfSpec(),
    ]);
    expect(code, stderr).toBe(0);
  });

  it('finds the same faults as the built-in one', async () => {
    const service = await startService({
      health: json({ status: 'fine', time: 'now', checks: [{ status: 'ok', message: null }], extensions: { region: 1 }, up: 1 }),
      version: json({ service_name: 7, supported_api_versions: [], build: { built_at: '-', dirty: null } }),
    });
    const [own, other] = await Promise.all([
      runInside(['check', 'runtime', '--url', service.url, '--format', 'json']),
      check(copyOfSpec(), service),
    ]);
    const told = (outcome: Outcome): string[] =>
      findingsOf(reportOf(outcome)).map(({ requirement, message }) => `${requirement} ${message}`);
    expect(told(own).length).toBeGreaterThan(8);
    expect(told(other)).toEqual(told(own));
  });

  it('decides: what its health schema demands, a service must have', async () => {
    const folder = copyOfSpec();
    change(folder, HEALTH, (text) =>
      text
        .replace('"required": ["status", "time"]', '"required": ["status", "time", "uptime"]')
        .replace('"properties": {', '"properties": { "uptime": { "type": "integer" },'),
    );
    const outcome = await check(folder, await startService());
    expect(outcome.code, outcome.stderr).toBe(1);
    expect(requirementsThat('FAIL', reportOf(outcome))).toEqual(['ARP-CM-004']);
    expect(findingsOf(reportOf(outcome))[0]?.message).toBe('/uptime: expected this property to be there, got nothing');
    const good = await check(folder, await startService({ health: fresh(() => json(healthBody({ uptime: 3 }))) }));
    expect(good.code, good.stdout).toBe(0);
  });

  it('may have its schemas in YAML', async () => {
    const folder = copyOfSpec();
    const toYaml = (file: string): void => {
      writeFileSync(join(folder, file.replace('.json', '.yaml')), stringify(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
      rmSync(join(folder, file));
    };
    toYaml(HEALTH);
    for (const service of ['runtime', 'daemon', 'tool-registry']) {
      change(folder, `openapi/${service}.openapi.yaml`, (text) =>
        text.replaceAll('common/health.schema.json', 'common/health.schema.yaml'),
      );
    }
    const { code, stderr } = await check(folder, await startService());
    expect(code, stderr).toBe(0);
    const wrong = await check(folder, await startService({ health: json({ status: 'fine', time: 'now' }) }));
    expect(requirementsThat('FAIL', reportOf(wrong))).toEqual(['ARP-CM-005', 'ARP-CM-006']);
  });

  it('may have its OpenAPI in JSON', async () => {
    const { parse } = await import('yaml');
    const folder = copyOfSpec();
    writeFileSync(join(folder, 'openapi/runtime.openapi.json'), JSON.stringify(parse(readFileSync(join(folder, RUNTIME), 'utf8'))));
    rmSync(join(folder, RUNTIME));
    const { code, stderr } = await check(folder, await startService());
    expect(code, stderr).toBe(0);
  });

  it('may hold files that are none of its own, and keywords that a validator passes over', async () => {
    const folder = copyOfSpec();
    writeFileSync(join(folder, 'schemas/common/README.md'), '# hello');
    writeFileSync(join(folder, 'openapi/notes.txt'), 'x: [');
    change(folder, HEALTH, (text) =>
      text.replace('"title": "Health"', '"title": "Health", "$comment": "x", "x-owner": "us", "$id": "https://example.test/health"'),
    );
    const { code, stderr } = await check(folder, await startService());
    expect(code, stderr).toBe(0);
  });

  it('is where fields that are called $ref, properties or enum do not confuse', async () => {
    const folder = copyOfSpec();
    change(folder, HEALTH, (text) =>
      text.replace(
        '"properties": {',
        '"properties": { "$ref": { "type": "string" }, "properties": { "type": "string" }, "enum": { "type": "string" },',
      ),
    );
    const outcome = await check(
      folder,
      await startService({ health: fresh(() => json(healthBody({ $ref: 'a', properties: 'b', enum: 'c' }))) }),
    );
    expect(outcome.code, outcome.stderr).toBe(0);
  });
});

describe('A broken copy of the standard', () => {
  const cases: Readonly<Record<string, { breakIt: (folder: string) => void; says: RegExp }>> = {
    'a $ref to a file that is not there': {
      breakIt: (folder) => change(folder, HEALTH, (text) => text.replace('status.schema.json', 'stauts.schema.json')),
      says: /schemas\/common\/health\.schema\.json:\d+:\d+: "\$ref: stauts\.schema\.json" leads nowhere: there is no schemas\/common\/stauts\.schema\.json/,
    },
    'a $ref to a place that is not there': {
      breakIt: (folder) => change(folder, HEALTH, (text) => text.replace('"status.schema.json"', '"status.schema.json#/$defs/none"')),
      says: /health\.schema\.json:\d+:\d+: "\$ref: status\.schema\.json#\/\$defs\/none" leads nowhere/,
    },
    'a $ref of OpenAPI that leads nowhere': {
      breakIt: (folder) => change(folder, RUNTIME, (text) => text.replace('common/health.schema.json', 'common/helth.schema.json')),
      says: /openapi\/runtime\.openapi\.yaml:\d+:\d+: "\$ref: .*helth\.schema\.json" leads nowhere/,
    },
    'a $ref inside OpenAPI that leads nowhere': {
      breakIt: (folder) =>
        change(folder, RUNTIME, (text) => text.replace(/#\/components\/responses\/\w+/, '#/components/responses/Nowhere')),
      says: /runtime\.openapi\.yaml:\d+:\d+: "\$ref: #\/components\/responses\/Nowhere" leads nowhere/,
    },
    'OpenAPI that is not YAML': {
      breakIt: (folder) => change(folder, RUNTIME, (text) => `${text}\n  bad: [1, 2\n`),
      says: /runtime\.openapi\.yaml:\d+:\d+: This is not valid YAML/,
    },
    'OpenAPI that says nothing': { breakIt: (folder) => writeFileSync(join(folder, RUNTIME), ''), says: /runtime.*"?health"?/ },
    'a schema that is not JSON': {
      breakIt: (folder) => change(folder, HEALTH, (text) => text.replace('"type": "object",', '"type": "object"')),
      says: /health\.schema\.json:\d+:\d+: /,
    },
    'a schema in YAML that is called JSON': {
      breakIt: (folder) => writeFileSync(join(folder, HEALTH), 'type: object\n'),
      says: /health\.schema\.json:1:1: This file is named \.json and is not JSON/,
    },
    'a schema that is a list': { breakIt: (folder) => writeFileSync(join(folder, HEALTH), '[]'), says: /health\.schema\.json/ },
    'no operation for health': {
      breakIt: (folder) => change(folder, RUNTIME, (text) => text.replace(/operationId: health\b/, 'operationId: healthz')),
      says: /needs the operation "health", which openapi\/runtime\.openapi\.yaml does not have\. Did you mean "healthz"\?/,
    },
    'no document of the service': { breakIt: (folder) => rmSync(join(folder, RUNTIME)), says: /runtime/ },
    'no schemas': {
      breakIt: (folder) => rmSync(join(folder, 'schemas'), { recursive: true }),
      says: /Neither this folder nor its v1\/ has both openapi\/ and schemas\//,
    },
    'no OpenAPI documents': {
      breakIt: (folder) => {
        rmSync(join(folder, 'openapi'), { recursive: true });
        mkdirSync(join(folder, 'openapi'));
      },
      says: /openapi: No OpenAPI document \(SERVICE\.openapi\.yaml\) is in this folder/,
    },
    'a type that does not exist': {
      breakIt: (folder) => change(folder, HEALTH, (text) => text.replace('"type": "array"', '"type": "list"')),
      says: /health\.schema\.json: The schema common\/health cannot be compiled/,
    },
    'a format that does not exist': {
      breakIt: (folder) => change(folder, HEALTH, (text) => text.replace('"format": "date-time"', '"format": "datetime"')),
      says: /health\.schema\.json: The schema common\/health cannot be compiled: .*unknown format "datetime"/,
    },
    'a keyword that does not exist': {
      breakIt: (folder) =>
        change(folder, HEALTH, (text) => text.replace('"required": ["status", "time"]', '"requires": ["status", "time"]')),
      says: /health\.schema\.json: The schema common\/health cannot be compiled: .*unknown keyword: "requires"/,
    },
    'a pattern that is none': {
      breakIt: (folder) => change(folder, HEALTH, (text) => text.replace('"format": "date-time"', '"pattern": "("')),
      says: /health\.schema\.json: The schema common\/health cannot be compiled/,
    },
  };
  for (const [name, { breakIt, says }] of Object.entries(cases)) {
    it(`${name}: exit code 2 with file and place, and nothing is sent`, async () => {
      const folder = copyOfSpec();
      breakIt(folder);
      const service = await startService();
      const { code, stdout, stderr } = await check(folder, service);
      expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(says);
      expect(stderr.trimEnd().split('\n').length).toBe(1);
      expect(service.requests).toEqual([]);
    });
  }

  it('a file, an empty folder and nothing at all are each told apart', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'empty'));
    const service = await startService();
    const said = await Promise.all(['file', 'empty', 'nothing'].map((name) => check(join(folder, name), service)));
    expect(said.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(said.map(({ stderr }) => stderr.replaceAll(folder, ''))).toEqual([
      'arp-conformance: /file: This is not a folder; --spec-path takes a copy of the standard (openapi/ and schemas/).\n',
      'arp-conformance: /empty: Neither this folder nor its v1/ has both openapi/ and schemas/, as a copy of the standard does.\n',
      'arp-conformance: /nothing: There is no such folder; --spec-path takes a copy of the standard (openapi/ and schemas/).\n',
    ]);
  });

  it('that is broken only where no selected check looks does not stand in the way', async () => {
    const folder = copyOfSpec();
    change(folder, 'schemas/common/version_info.schema.json', (text) => text.replace('"minItems": 1', '"minItems": -1'));
    const { code, stderr } = await check(folder, await startService(), '--include', 'runtime.health');
    expect(code, stderr).toBe(0);
  });
});
