import type { Patch } from '../hooks.js';
import { isJsonObject, type Json } from '../json.js';
import { absent, broken, drop, EVERY_SERVICE, type Fault, inBody, member, put, status, without } from './fault.js';

function version(id: string, breaks: string, title: string, hooks: Partial<Patch>): Fault {
  return { id: `version-${id}`, services: EVERY_SERVICE, operations: ['version'], breaks, title, ...hooks };
}

function inBuild(name: string, value: Json): Partial<Patch> {
  return { answer: inBody((body) => put(body, 'build', { ...(isJsonObject(body.build) ? body.build : {}), [name]: value })) };
}

/** Faults of `GET /v1/version`. */
export const versionFaults: readonly Fault[] = [
  version('missing', 'ARP-CM-002', 'Version does not exist', { request: absent }),
  version('fails', 'ARP-CM-002', 'Version answers 500', { request: broken }),
  version('non-authoritative', 'ARP-CM-002', 'Version answers 203', { answer: status(203) }),
  version('as-text', 'ARP-CM-003', 'Version says it is plain text', {
    answer: (answer) => put(answer.headers, 'content-type', 'text/plain'),
  }),
  version('without-type', 'ARP-CM-003', 'Version has no Content-Type', { answer: (answer) => drop(answer.headers, 'content-type') }),
  version('without-service-name', 'ARP-CM-007', 'Version has no service_name', { answer: without('service_name') }),
  version('without-service-version', 'ARP-CM-007', 'Version has no service_version', { answer: without('service_version') }),
  version('service-version-number', 'ARP-CM-007', 'service_version is a number', { answer: member('service_version', 1) }),
  version('without-api-versions', 'ARP-CM-007', 'Version has no supported_api_versions', { answer: without('supported_api_versions') }),
  version('api-versions-empty', 'ARP-CM-007', 'supported_api_versions is empty', { answer: member('supported_api_versions', []) }),
  version('api-versions-string', 'ARP-CM-007', 'supported_api_versions is a string', { answer: member('supported_api_versions', 'v1') }),
  version('api-versions-mixed', 'ARP-CM-007', 'supported_api_versions holds a number', {
    answer: member('supported_api_versions', ['v1', 1]),
  }),
  version('build-string', 'ARP-CM-009', 'build is a string', { answer: member('build', '0000000') }),
  version('without-v1', 'ARP-CM-008', 'supported_api_versions does not name v1', { answer: member('supported_api_versions', ['v2']) }),
  version('v1-uppercase', 'ARP-CM-008', 'supported_api_versions says V1', { answer: member('supported_api_versions', ['V1', '1.0']) }),
  version('built-at-not-a-date', 'ARP-CM-009', 'built_at is "yesterday"', inBuild('built_at', 'yesterday')),
  version('built-at-number', 'ARP-CM-009', 'built_at is a number', inBuild('built_at', 1735689600)),
  version('dirty-string', 'ARP-CM-009', 'dirty is the string "false"', inBuild('dirty', 'false')),
  version('commit-number', 'ARP-CM-009', 'commit is a number', inBuild('commit', 1234567)),
  version('name-empty', 'ARP-CM-010', 'service_name is empty', { answer: member('service_name', '') }),
  version('version-empty', 'ARP-CM-010', 'service_version is empty', { answer: member('service_version', '') }),
  version('name-changes', 'ARP-CM-010', 'service_name is another one at every read', {
    answer: inBody((body, call) => put(body, 'service_name', `replica-${call.nth}`)),
  }),
  version('null-build', 'ARP-CM-014', 'An unset build is null', { answer: member('build', null) }),
  version('null-commit', 'ARP-CM-014', 'An unset commit is null', inBuild('commit', null)),
  version('unknown-field', 'ARP-CM-015', 'Version has the undeclared field environment', { answer: member('environment', 'test') }),
  version('build-unknown-field', 'ARP-CM-015', 'build has the undeclared field branch', inBuild('branch', 'main')),
  version('extension-without-namespace', 'ARP-CM-040', 'An extension key of version has no namespace', {
    answer: member('extensions', { 'acme:region': 'eu' }),
  }),
];
