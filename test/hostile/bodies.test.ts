import { describe, expect, it } from 'vitest';
import { checksThat, findingsOf, requirementsThat } from '../cli/report.js';
import { body, fresh, type Handler, healthBody, json, versionBody } from '../cli/service.js';
import { expectBlame } from './expectBlame.js';
import { describeFleet } from './fleet.js';

const text = (more: object = {}): string => JSON.stringify(healthBody(more));
/** A health answer made anew for each request. */
const health = (make: () => string | Uint8Array, headers: Record<string, string> = {}, status = 200): Handler =>
  fresh(() => body(make(), headers, status));
const healthWith = (more: object): Handler => fresh(() => json(healthBody(more)));
const withoutType: Handler = (_request, response) => response.writeHead(200).end(text());

describeFleet('A body that is not what JSON asks for', {
  'an empty body': { health: health(() => ''), fails: ['ARP-CM-032'], says: ['expected a JSON value, got an empty body'] },
  'white space alone': { health: health(() => ' \n'), fails: ['ARP-CM-032'], says: ['the text ends at byte 2'] },
  'HTML that says so': {
    health: health(() => '<!doctype html><p>It works!', { 'content-type': 'text/html; charset=utf-8' }),
    fails: ['ARP-CM-003'],
    says: ['expected Content-Type application/json, got "text/html; charset=utf-8"'],
  },
  'HTML that says it is JSON': {
    health: health(() => '<!doctype html>'),
    fails: ['ARP-CM-032'],
    says: ['expected JSON, got at byte 0: "<!doctype html>"'],
  },
  'JSON that says it is text': {
    health: health(text, { 'content-type': 'text/plain' }),
    fails: ['ARP-CM-003'],
    says: ['expected Content-Type application/json, got "text/plain"'],
  },
  'JSON without a Content-Type': { health: withoutType, fails: ['ARP-CM-003'], says: ['got no Content-Type'] },
  'another charset by name only': {
    health: health(text, { 'content-type': 'application/json; charset=iso-8859-1' }),
    warns: ['ARP-CM-035'],
    says: ['charset "iso-8859-1"'],
  },
  'another charset in its bytes': {
    health: health(() => Buffer.from(text({ checks: [{ name: 'café', status: 'ok' }] }), 'latin1'), {
      'content-type': 'application/json; charset=iso-8859-1',
    }),
    fails: ['ARP-CM-032'],
    warns: ['ARP-CM-035'],
    says: ['not UTF-8 from offset', 'charset "iso-8859-1"'],
  },
  'bytes that are not UTF-8': {
    health: health(() => Buffer.concat([Buffer.from('{"status":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])),
    fails: ['ARP-CM-032'],
    says: ['bytes that are not UTF-8 from offset 11 on'],
  },
  'UTF-8 that breaks off': {
    health: health(() => Buffer.concat([Buffer.from('{"status":"'), Buffer.from([0xe2, 0x82])])),
    fails: ['ARP-CM-032'],
    says: ['not UTF-8 from offset'],
  },
  'UTF-16': { health: health(() => Buffer.from(text(), 'utf16le')), fails: ['ARP-CM-032'], says: ['expected JSON'] },
  'a byte order mark': {
    health: health(() => `\ufeff${text()}`),
    warns: ['ARP-CM-035'],
    says: ['a byte order mark before the JSON text'],
  },
  'two byte order marks': {
    health: health(() => `\ufeff\ufeff${text()}`),
    fails: ['ARP-CM-032'],
    warns: ['ARP-CM-035'],
    says: ['at byte 3'],
  },
  NaN: { health: health(() => text().replace('"ok"', 'NaN')), fails: ['ARP-CM-032'], says: ['at byte 10: "NaN,'] },
  'a comma too many': { health: health(() => text().replace('}', ',}')), fails: ['ARP-CM-032'], says: ['expected JSON'] },
  'single quotes': { health: health(() => text().replaceAll('"', "'")), fails: ['ARP-CM-032'], says: ["at byte 1: \"'status'"] },
  'a comment': { health: health(() => `${text()} // fine`), fails: ['ARP-CM-032'], says: ['expected nothing after the JSON value'] },
  'half an object': { health: health(() => text().slice(0, 20)), fails: ['ARP-CM-032'], says: ['expected JSON'] },
  'a raw line feed in a string': { health: health(() => text().replace('ok', 'o\nk')), fails: ['ARP-CM-032'], says: ['expected JSON'] },
  'a number with leading zeros': { health: health(() => text().replace('"ok"', '007')), fails: ['ARP-CM-032'], says: ['expected JSON'] },
  'a second value after the first': {
    health: health(() => `${text()}{}`),
    fails: ['ARP-CM-032'],
    says: [/expected nothing after the JSON value, got at byte \d+: "\{\}"/],
  },
  'a NUL after the value': { health: health(() => `${text()}\0`), fails: ['ARP-CM-032'], says: ['"\\u0000"'] },
  'a member that stands twice': {
    health: health(() => text().replace('{', '{"status":"ok",')),
    warns: ['ARP-CM-035'],
    says: ['/status: expected each member name once, got this one twice'],
  },
  'members twice in a part': {
    health: health(() => text({ checks: [{ name: 'db', status: 'ok' }] }).replace('"name"', '"name":"x","name"')),
    warns: ['ARP-CM-035'],
    says: ['/checks/0/name: expected each member name once'],
  },
  'nesting 100,000 deep': {
    health: health(() =>
      text({ checks: [{ name: 'deep', status: 'ok', details: { x: 'HERE' } }] }).replace('"HERE"', '['.repeat(1e5) + ']'.repeat(1e5)),
    ),
    fails: ['ARP-CM-032'],
    says: ['expected nesting of at most 512 levels, got deeper nesting'],
  },
  'nesting 100,000 deep and no end': { health: health(() => '{"a":'.repeat(1e5)), fails: ['ARP-CM-032'], says: ['deeper nesting'] },
});

const build = (more: object): Handler => json(versionBody({ build: more }));
describeFleet('A body of the wrong shape', {
  'an empty object': {
    health: json({}),
    fails: ['ARP-CM-004'],
    says: ['/status: expected this property to be there', '/time: expected this property to be there'],
  },
  'a list': { health: json([]), fails: ['ARP-CM-004'], says: ['(whole body): expected an object, got []'] },
  null: { health: json(null), fails: ['ARP-CM-004'], says: ['(whole body): expected an object, got null'] },
  'a string': { health: json('ok'), fails: ['ARP-CM-004'], says: ['(whole body): expected an object, got "ok"'] },
  'a number': { health: json(0), fails: ['ARP-CM-004'], says: ['(whole body): expected an object, got 0'] },
  'null for an optional list': {
    health: healthWith({ checks: null }),
    fails: ['ARP-CM-014'],
    says: ['/checks: expected an array, or nothing at all, got null'],
  },
  'null for optional members of a part': {
    health: healthWith({ checks: [{ name: 'db', status: 'ok', message: null, details: null }] }),
    fails: ['ARP-CM-014'],
    says: ['/checks/0/message', '/checks/0/details'],
  },
  'null for the build and the extensions': {
    version: json(versionBody({ build: null, extensions: null })),
    fails: ['ARP-CM-014'],
    says: ['/build', '/extensions'],
  },
  'null for members of the build': {
    version: build({ commit: null, built_at: null, dirty: null }),
    fails: ['ARP-CM-014'],
    says: ['/build/commit', '/build/built_at', '/build/dirty'],
  },
  'an unknown property': {
    health: healthWith({ uptime: 12 }),
    fails: ['ARP-CM-015'],
    says: ['/uptime: expected no such property, got 12'],
  },
  'an unknown property of a part': {
    health: healthWith({ checks: [{ name: 'db', status: 'ok', ms: 3 }] }),
    fails: ['ARP-CM-015'],
    says: ['/checks/0/ms'],
  },
  'an unknown property whose value is null': {
    health: healthWith({ uptime: null }),
    fails: ['ARP-CM-015'],
    says: ['/uptime: expected no such property, got null'],
  },
  'an unknown property of the build': { version: build({ branch: 'main' }), fails: ['ARP-CM-015'], says: ['/build/branch'] },
  'a property named __proto__': {
    health: health(() => text().replace('{', '{"__proto__":{"status":"ok"},')),
    fails: ['ARP-CM-015'],
    says: ['/__proto__: expected no such property'],
  },
  'a property named constructor': { health: healthWith({ constructor: 1 }), fails: ['ARP-CM-015'], says: ['/constructor'] },
  'a required member that only __proto__ has': {
    health: health(() => `{"__proto__":${text()}}`),
    fails: ['ARP-CM-004'],
    says: ['/status: expected this property to be there', '/time: expected this property to be there'],
  },
  'an extension without a namespace': {
    health: healthWith({ extensions: { region: 'eu' } }),
    fails: ['ARP-CM-040'],
    says: ['/extensions/region'],
  },
  'extensions that are a list': {
    health: healthWith({ extensions: [] }),
    fails: ['ARP-CM-004'],
    says: ['/extensions: expected an object, got []'],
  },
  'a time that is no date-time': {
    health: healthWith({ time: 'now' }),
    fails: ['ARP-CM-005'],
    says: ['/time: expected an RFC 3339 date-time, got "now"'],
  },
  'a time without an offset': { health: healthWith({ time: '2026-01-01T00:00:00' }), fails: ['ARP-CM-005'], says: ['/time'] },
  'a time that is a number': {
    health: healthWith({ time: 1_700_000_000 }),
    fails: ['ARP-CM-005'],
    says: ['/time: expected a string, got 1700000000'],
  },
  'a day that does not exist': { health: healthWith({ time: '2026-02-30T00:00:00Z' }), fails: ['ARP-CM-005'], says: ['/time'] },
  'no time': { health: json({ status: 'ok' }), fails: ['ARP-CM-004'], says: ['/time: expected this property to be there'] },
  'an unknown status': {
    health: healthWith({ status: 'fine' }),
    fails: ['ARP-CM-006'],
    says: ['/status: expected "ok", "degraded" or "down", got "fine"'],
  },
  'a status in capitals': { health: healthWith({ status: 'OK' }), fails: ['ARP-CM-006'], says: ['got "OK"'] },
  'a part of unknown status': {
    health: healthWith({ checks: [{ name: 'db', status: 'up' }] }),
    fails: ['ARP-CM-006'],
    says: ['/checks/0/status'],
  },
  'a part without a name': {
    health: healthWith({ checks: [{ status: 'ok' }] }),
    fails: ['ARP-CM-006'],
    says: ['/checks/0/name: expected this property to be there'],
  },
  'parts that are an object': {
    health: healthWith({ checks: { db: 'ok' } }),
    fails: ['ARP-CM-004'],
    says: ['/checks: expected an array'],
  },
  'no v1 among the versions': {
    version: json(versionBody({ supported_api_versions: ['v2'] })),
    fails: ['ARP-CM-008'],
    says: ['/supported_api_versions: expected a list that contains "v1", got ["v2"]'],
  },
  'no version at all': {
    version: json(versionBody({ supported_api_versions: [] })),
    fails: ['ARP-CM-007'],
    says: ['/supported_api_versions: expected at least 1 item'],
  },
  'a version that is no list': {
    version: json(versionBody({ supported_api_versions: 'v1' })),
    fails: ['ARP-CM-007'],
    says: ['/supported_api_versions: expected an array, got "v1"'],
  },
  'a name that is a number': {
    version: json(versionBody({ service_name: 7 })),
    fails: ['ARP-CM-007'],
    says: ['/service_name: expected a string, got 7'],
  },
  'an empty name': {
    version: json(versionBody({ service_name: ' ' })),
    warns: ['ARP-CM-010'],
    says: ['/service_name: expected some text'],
  },
  'a build time that is no date-time': {
    version: build({ built_at: 'yesterday' }),
    fails: ['ARP-CM-009'],
    says: ['/build/built_at: expected an RFC 3339 date-time, got "yesterday"'],
  },
  'a dirty that is a string': {
    version: build({ dirty: 'no' }),
    fails: ['ARP-CM-009'],
    says: ['/build/dirty: expected a boolean, got "no"'],
  },
  'a build that is a string': {
    version: json(versionBody({ build: 'abc' })),
    fails: ['ARP-CM-009'],
    says: ['/build: expected an object, got "abc"'],
  },
  'a clock that is an hour off': {
    health: fresh(() => json(healthBody({ time: new Date(Date.now() - 3_600_000).toISOString() }))),
    warns: ['ARP-CM-010'],
    says: ['/time: expected a time within 300 seconds of now'],
  },
  'a clock in the year 9999': { health: healthWith({ time: '9999-12-31T23:59:59Z' }), warns: ['ARP-CM-010'], says: ['/time'] },
  'a name that changes between reads': {
    version: fresh(() => json(versionBody({ service_name: `instance-${process.hrtime.bigint()}` }))),
    warns: ['ARP-CM-010'],
    says: [/\/service_name: expected "instance-\d+", as in runtime\.version, got "instance-\d+"/],
  },
  'numbers beyond all bounds': {
    health: health(() => text({ checks: [{ name: 'n', status: 'ok', details: { huge: 'HERE' } }], more: 1 }).replace('"HERE"', '1e400')),
    fails: ['ARP-CM-015'],
    says: ['/more'],
  },
});

describe('What is said of a wrong body', () => {
  it('tells every one of several faults with its pointer, each under its own requirement', async () => {
    const { report } = await expectBlame({
      health: json({
        status: 'fine',
        time: 'now',
        checks: [
          { status: 'ok', message: null },
          { name: 'db', status: 'up', ms: 1 },
        ],
        extensions: { region: 'eu' },
        up: true,
      }),
      version: json({ service_name: 3, supported_api_versions: ['v2'], build: { built_at: '-', dirty: 0, branch: 'x' } }),
      fails: ['ARP-CM-005', 'ARP-CM-006', 'ARP-CM-007', 'ARP-CM-008', 'ARP-CM-009', 'ARP-CM-014', 'ARP-CM-015', 'ARP-CM-040'],
      says: [],
    });
    const told = new Set(findingsOf(report).map(({ requirement, at }) => `${requirement} ${at}`));
    expect([...told].sort()).toEqual([
      'ARP-CM-005 /time',
      'ARP-CM-006 /checks/0/name',
      'ARP-CM-006 /checks/1/status',
      'ARP-CM-006 /status',
      'ARP-CM-007 /service_name',
      'ARP-CM-007 /service_version',
      'ARP-CM-008 /supported_api_versions',
      'ARP-CM-009 /build/built_at',
      'ARP-CM-009 /build/dirty',
      'ARP-CM-014 /checks/0/message',
      'ARP-CM-015 /build/branch',
      'ARP-CM-015 /checks/1/ms',
      'ARP-CM-015 /up',
      'ARP-CM-040 /extensions/region',
    ]);
  });

  it('escapes pointers as RFC 6901 does', async () => {
    await expectBlame({ health: healthWith({ 'a/b~c': 1 }), fails: ['ARP-CM-015'], says: ['/a~1b~0c: expected no such property'] });
  });

  it('skips the checks that could not be judged, and says what was in the way', async () => {
    const { report } = await expectBlame({ health: health(() => ''), fails: ['ARP-CM-032'], says: [] });
    expect(checksThat('SKIP', report)).toEqual(['health.body', 'health.time', 'health.status', 'version.build', 'health.clock']);
    for (const { check_id, blocked_by } of report.results.filter(({ reason }) => reason === 'blocked')) {
      expect(blocked_by, check_id).toEqual(['runtime.json']);
    }
    expect(requirementsThat('UNTESTED', report)).toEqual(['ARP-CM-004', 'ARP-CM-005', 'ARP-CM-006', 'ARP-CM-010']);
  });

  it('judges what can still be read: a null does not hide the clock or the status', async () => {
    const { report } = await expectBlame({ health: healthWith({ checks: null }), fails: ['ARP-CM-014'], says: [] });
    expect(checksThat('SKIP', report)).toEqual(['version.build']);
  });
});

describe('A service that turns away who brings no credentials', () => {
  const refusal = (
    more: Record<string, string> = { 'www-authenticate': 'Bearer' },
    content = '{"error":{"code":"unauthorized","message":"Who are you?"}}',
  ): Handler => body(content, more, 401);

  it('fails ARP-AU-001 and ARP-AU-002 and nothing else', async () => {
    const { report } = await expectBlame({
      health: refusal(),
      version: refusal(),
      fails: ['ARP-AU-001', 'ARP-AU-002'],
      says: ['expected an answer, got status 401: whoever asks is turned away'],
    });
    expect(checksThat('FAIL', report)).toEqual(['health.open', 'version.open']);
    expect(checksThat('SKIP', report)).toEqual([
      'health',
      'version',
      'media-type',
      'health.body',
      'health.time',
      'health.status',
      'version.body',
      'version.api',
      'version.build',
      'version.names',
      'version.stable',
      'health.clock',
    ]);
    for (const { status, reason, check_id } of report.results) if (status === 'SKIP') expect(reason, check_id).toBe('blocked');
  });

  it('fails them too when it lets in who brings a token, and only the checks without one fail', async () => {
    const open = fresh(() => json(healthBody()));
    const { report } = await expectBlame({
      health: (request, response) => (request.headers.authorization === undefined ? refusal() : open)(request, response),
      version: (request, response) => (request.headers.authorization === undefined ? refusal() : json(versionBody()))(request, response),
      fails: ['ARP-AU-001', 'ARP-AU-002'],
      says: ['status 401'],
      env: { ARP_TOKEN: 'the-token-of-this-test' },
    });
    expect(checksThat('SKIP', report)).toEqual(['version.build']);
  });

  it('fails ARP-AU-005 besides when the refusal has no envelope', async () => {
    await expectBlame({
      health: refusal({}, '{"detail":"no"}'),
      fails: ['ARP-AU-001', 'ARP-AU-005'],
      says: ['expected an error envelope'],
    });
  });

  it('is not blamed under --auth disabled', async () => {
    await expectBlame({ args: ['--auth', 'disabled'], says: [] });
  });
});
