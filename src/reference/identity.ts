import { jsonAnswer } from './http/answer.js';
import type { Operation } from './http/operation.js';
import { setMembers } from './json.js';
import type { ReferenceService } from './options.js';
import type { Settings } from './settings.js';

/** Version that every reference service reports. */
export const REFERENCE_VERSION = '1.0.0';

/** The name under which a reference service reports itself. */
export function referenceName(service: ReferenceService): string {
  return `arp-reference-${service}`;
}

/** Health and version, open to everyone (ARP-CM-001…010, ARP-AU-001, ARP-AU-002). */
export function identityOperations(service: ReferenceService, settings: Settings): readonly Operation[] {
  const full = settings.optionalFields;
  return [
    {
      id: 'health',
      method: 'GET',
      path: '/v1/health',
      open: true,
      handle: () => {
        const checks = full
          ? [{ name: 'memory', status: 'ok', message: 'Everything is kept in memory', details: { persistent: false } }]
          : undefined;
        return jsonAnswer(200, setMembers({ status: 'ok', time: new Date().toISOString(), checks }));
      },
    },
    {
      id: 'version',
      method: 'GET',
      path: '/v1/version',
      open: true,
      handle: () => {
        const build = full ? { commit: '0000000', built_at: '2025-01-01T00:00:00Z', dirty: false } : undefined;
        const names = { service_name: referenceName(service), service_version: REFERENCE_VERSION };
        return jsonAnswer(200, setMembers({ ...names, supported_api_versions: ['v1'], build }));
      },
    },
  ];
}
