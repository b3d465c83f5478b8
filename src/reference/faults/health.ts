import type { Patch } from '../hooks.js';
import { errorAnswer } from '../http/answer.js';
import { absent, broken, drop, EVERY_SERVICE, eachIn, type Fault, inBody, member, put, status, without } from './fault.js';

function health(id: string, breaks: string, title: string, hooks: Partial<Patch>): Fault {
  return { id: `health-${id}`, services: EVERY_SERVICE, operations: ['health'], breaks, title, ...hooks };
}

const inCheck = (change: Parameters<typeof eachIn>[1]) => eachIn('checks', change);

/** Faults of `GET /v1/health`. */
export const healthFaults: readonly Fault[] = [
  health('missing', 'ARP-CM-001', 'Health does not exist', { request: absent }),
  health('fails', 'ARP-CM-001', 'Health answers 500', { request: broken }),
  health('unavailable', 'ARP-CM-001', 'Health answers 503 while the service works', {
    request: () => errorAnswer(503, 'starting', 'Not yet'),
  }),
  health('created', 'ARP-CM-001', 'Health answers 201', { answer: status(201) }),
  health('no-content', 'ARP-CM-001', 'Health answers 204', { request: () => ({ status: 204, headers: {} }) }),
  health('redirects', 'ARP-CM-001', 'Health redirects', {
    request: () => ({ status: 302, headers: { location: '/elsewhere/v1/health' } }),
  }),
  health('as-html', 'ARP-CM-003', 'Health says it is HTML', { answer: (answer) => put(answer.headers, 'content-type', 'text/html') }),
  health('without-type', 'ARP-CM-003', 'Health has no Content-Type', { answer: (answer) => drop(answer.headers, 'content-type') }),
  health('problem-type', 'ARP-CM-003', 'Health has a vendor media type', {
    answer: (answer) => put(answer.headers, 'content-type', 'application/vnd.acme.health+json'),
  }),
  health('without-status', 'ARP-CM-004', 'Health has no status', { answer: without('status') }),
  health('without-time', 'ARP-CM-004', 'Health has no time', { answer: without('time') }),
  health('status-is-boolean', 'ARP-CM-006', 'Health.status is true', { answer: member('status', true) }),
  health('time-is-number', 'ARP-CM-005', 'Health.time is a number', { answer: member('time', 1735689600) }),
  health('checks-is-object', 'ARP-CM-004', 'Health.checks is an object', { answer: member('checks', { memory: 'ok' }) }),
  health('details-is-string', 'ARP-CM-004', 'The details of a check are a string', {
    answer: inCheck((check) => put(check, 'details', 'none')),
  }),
  health('in-array', 'ARP-CM-004', 'Health is wrapped in an array', { answer: (answer) => put(answer, 'body', [answer.body ?? {}]) }),
  health('is-string', 'ARP-CM-004', 'Health is the string "ok"', { answer: (answer) => put(answer, 'body', 'ok') }),
  health('deep-nesting', 'ARP-CM-032', 'Health.checks is nested 100,000 deep', {
    wire: (delivery) => {
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      delivery.bytes = Buffer.from(`{"status":"ok","time":"${new Date().toISOString()}","checks":${deep}}`);
      return false;
    },
  }),
  health('time-not-a-date', 'ARP-CM-005', 'Health.time is "just now"', { answer: member('time', 'just now') }),
  health('time-offset-without-colon', 'ARP-CM-005', 'Health.time has an offset like +0530', {
    answer: inBody((body) => put(body, 'time', String(body.time).replace('Z', '+0000'))),
  }),
  health('time-without-zone', 'ARP-CM-005', 'Health.time names no time zone', {
    answer: inBody((body) => put(body, 'time', String(body.time).replace('Z', ''))),
  }),
  health('time-impossible', 'ARP-CM-005', 'Health.time is on the 31st of February', { answer: member('time', '2025-02-31T00:00:00Z') }),
  health('time-date-only', 'ARP-CM-005', 'Health.time is a date without a time', { answer: member('time', '2025-01-01') }),
  health('status-unknown', 'ARP-CM-006', 'Health.status is "healthy"', { answer: member('status', 'healthy') }),
  health('status-uppercase', 'ARP-CM-006', 'Health.status is "OK"', { answer: member('status', 'OK') }),
  health('check-without-name', 'ARP-CM-006', 'A check has no name', { answer: inCheck((check) => drop(check, 'name')) }),
  health('check-without-status', 'ARP-CM-006', 'A check has no status', { answer: inCheck((check) => drop(check, 'status')) }),
  health('check-status-unknown', 'ARP-CM-006', 'A check has the status "passing"', {
    answer: inCheck((check) => put(check, 'status', 'passing')),
  }),
  health('clock-off', 'ARP-CM-010', 'Health.time is an hour behind', {
    answer: inBody((body) => put(body, 'time', new Date(Date.now() - 3_600_000).toISOString())),
  }),
  health('null-checks', 'ARP-CM-014', 'Unset checks are null', { answer: member('checks', null) }),
  health('null-message', 'ARP-CM-014', 'An unset message of a check is null', { answer: inCheck((check) => put(check, 'message', null)) }),
  health('unknown-field', 'ARP-CM-015', 'Health has the undeclared field uptime', { answer: member('uptime', 12) }),
  health('check-unknown-field', 'ARP-CM-015', 'A check has an undeclared field', { answer: inCheck((check) => put(check, 'took_ms', 3)) }),
  health('extension-without-namespace', 'ARP-CM-040', 'An extension key of health has no namespace', {
    answer: member('extensions', { region: 'eu' }),
  }),
];
