import type { Report } from '../../src/model.js';
import { fixedReport, json, refused, text } from './fixed-run.js';

const VERSION = {
  service_name: 'acme-runtime',
  service_version: '2.3.1',
  supported_api_versions: ['v1'],
  build: { commit: '0000000', built_at: '2026-01-10T08:00:00Z', dirty: false },
};
const HEALTH = { status: 'ok', time: '2026-01-15T09:30:00Z', checks: [{ name: 'disk', status: 'ok' }] };
const IDENTITY = { name: VERSION.service_name, version: VERSION.service_version };
const URL = 'http://127.0.0.1:8081';

/** A name that would clear the screen, turn the line around and end a CDATA section. */
const HOSTILE_NAME = 'acme\u001b[2J\u202e]]>-runtime';

/** A service with nothing wrong. */
export function conformant(): Promise<Report> {
  return fixedReport({
    service: 'runtime',
    url: URL,
    identity: IDENTITY,
    replies: { health: json(HEALTH), version: json(VERSION), 'version.stable': json(VERSION) },
  });
}

/** A service with many faults at once: each has its requirement, and hostile text is harmless in every report. */
export function notConformant(): Promise<Report> {
  const hostile = { ...VERSION, service_name: HOSTILE_NAME };
  return fixedReport({
    service: 'runtime',
    url: URL,
    credentials: true,
    identity: { name: HOSTILE_NAME, version: VERSION.service_version },
    replies: {
      health: json({ status: 'healthy', time: '2026-01-15T08:30:00Z', checks: null }),
      version: json(hostile),
      'health.open': json({ ...HEALTH, time: '2026-01-15 09:30:00', checks: [{ name: 'disk', status: 'ok', message: null }] }),
      'version.open': text('<!doctype html>\n<title>Sign in</title>\n', 'text/html; charset=utf-8'),
      'version.stable': json({ ...hostile, service_name: 'acme-runtime-2' }),
    },
  });
}

/** A service that is wrong in two ways that are common. */
export function nearlyConformant(): Promise<Report> {
  const plain = json({ status: 'healthy', time: '2026-01-15T09:30:00Z', checks: null });
  return fixedReport({
    service: 'runtime',
    url: URL,
    identity: IDENTITY,
    replies: { health: plain, version: json(VERSION), 'version.stable': json(VERSION) },
  });
}

/** Nothing listens. */
export function noVerdict(service = 'runtime', port = 8081): Promise<Report> {
  const nothing = refused(port);
  return fixedReport({
    service,
    url: `http://127.0.0.1:${port}`,
    replies: { health: nothing, version: nothing, 'version.stable': nothing },
  });
}

/** A service that is not quite there: its checks pass, and advice is broken. */
export function withWarnings(): Promise<Report> {
  return fixedReport({
    service: 'daemon',
    url: 'http://127.0.0.1:8083/arp',
    identity: { name: 'acme-daemon', version: '0.9.0' },
    replies: {
      health: json({ status: 'ok', time: '2026-01-15T08:30:00Z' }),
      version: json({ ...VERSION, service_name: 'acme-daemon', service_version: '0.9.0' }),
      'version.stable': json({ ...VERSION, service_name: 'acme-daemon', service_version: '0.9.0' }),
    },
  });
}

/** Interrupted after the first answer. */
export function interrupted(): Promise<Report> {
  return fixedReport({
    service: 'runtime',
    url: URL,
    replies: { health: json(HEALTH) },
    notRun: 'interrupted',
    circumstances: { interrupted: 'SIGINT' },
  });
}

/** A service that asks for patience, and nobody for credentials: some requirements are not tested, others do not apply. */
export function partlyTested(): Promise<Report> {
  const busy = json({ error: { code: 'too_many_requests', message: 'Not so fast' } }, 429);
  return fixedReport({
    service: 'runtime',
    url: URL,
    identity: IDENTITY,
    selection: { auth: 'disabled' },
    replies: { health: busy, 'health.open': busy, version: json(VERSION), 'version.open': json(VERSION), 'version.stable': json(VERSION) },
  });
}
