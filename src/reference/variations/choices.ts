import { emptyAnswer, jsonAnswer, Refusal } from '../http/answer.js';
import { isJsonObject } from '../json.js';
import type { ReferenceService } from '../options.js';
import type { Variation } from './variation.js';

const ALL: readonly ReferenceService[] = ['runtime', 'tool-registry', 'daemon'];

/** Choices that the standard leaves open; some earn a warning below `must`. */
export const choiceVariations: readonly Variation[] = [
  {
    id: 'refuses-with-422',
    services: ALL,
    title: 'Bodies that do not fit are refused with 422',
    warns: ['ARP-CM-027', 'ARP-CM-028', 'ARP-CM-029', 'ARP-CM-030', 'ARP-CM-031', 'ARP-DM-073', 'ARP-DM-077'],
    on: 'refusal',
    answer: (answer) => {
      if (answer.status === 400) answer.status = 422;
    },
  },
  ...([413, 415] as const).map(
    (status): Variation => ({
      ...{ id: `refuses-with-${status}`, services: ALL, title: `Bodies that do not fit are refused with ${status}` },
      // 415 is right for a body of another media type.
      warns: [
        ...['ARP-CM-027', 'ARP-CM-028', 'ARP-CM-029', 'ARP-CM-030', 'ARP-DM-073', 'ARP-DM-077'],
        ...(status === 415 ? [] : ['ARP-CM-031']),
      ],
      on: 'refusal',
      answer: (answer) => {
        if (answer.status === 400) answer.status = status;
      },
    }),
  ),
  {
    id: 'unknown-410',
    services: ALL,
    title: 'What does not exist is answered with 410',
    warns: ['ARP-RT-027', 'ARP-RT-028', 'ARP-TR-014', 'ARP-DM-065', 'ARP-DM-032', 'ARP-DM-049'],
    on: 'refusal',
    answer: (answer) => {
      const error = isJsonObject(answer.body) && isJsonObject(answer.body.error) ? answer.body.error : {};
      if (error.code === 'not_found') answer.status = 410;
    },
  },
  {
    id: 'several-challenges',
    services: ALL,
    title: 'A 401 has challenges of several schemes, in mixed case and with quoted commas',
    on: 'refusal',
    answer: ({ headers }) => {
      const own = headers['www-authenticate'];
      if (own !== undefined)
        headers['www-authenticate'] = `Basic realm="simple, or \\"not\\"", ${own.replace('Bearer', 'bEARER')}, Negotiate dG9rZW4=`;
    },
  },
  {
    id: 'refuses-media-type-415',
    services: ALL,
    title: 'A body of another media type is refused with 415',
    on: 'refusal',
    answer: (answer) => {
      const error = isJsonObject(answer.body) && isJsonObject(answer.body.error) ? answer.body.error : {};
      if (error.code === 'unsupported_media_type') answer.status = 415;
    },
  },
  {
    id: 'bad-arguments-400',
    services: ['tool-registry'],
    title: 'Arguments that do not fit are refused with 400 instead of ok false',
    operations: ['invoke_tool'],
    handle: async (_call, next) => {
      const answer = await next();
      const error = isJsonObject(answer.body) && isJsonObject(answer.body.error) ? answer.body.error : {};
      if (error.code === 'tool.invalid_args') throw new Refusal(400, 'invalid_args', String(error.message));
      return answer;
    },
  },
  {
    id: 'unknown-tool-ok-false',
    services: ['tool-registry'],
    title: 'A call of an unknown tool is answered with ok false',
    operations: ['invoke_tool'],
    handle: async (call, next) => {
      try {
        return await next();
      } catch (error) {
        if (!(error instanceof Refusal) || error.answer.status !== 404) throw error;
        return jsonAnswer(200, {
          invocation_id: call.body.invocation_id ?? '',
          ok: false,
          error: { code: 'tool.unknown', message: 'Unknown tool' },
        });
      }
    },
  },
  {
    id: 'delete-unknown-204',
    services: ['daemon'],
    title: 'To delete what does not exist is 204',
    operations: ['delete_instance', 'delete_runtime_profile'],
    handle: (_call, next) => next().catch(() => emptyAnswer()),
  },
  {
    id: 'server-run-ids',
    services: ['runtime', 'daemon'],
    title: 'The service assigns every run_id itself',
    warns: ['ARP-RT-005', 'ARP-DM-061'],
    operations: ['create_run', 'submit_run'],
    handle: (call, next) => {
      delete call.body.run_id;
      return next();
    },
  },
  {
    id: 'odd-run-ids',
    services: ['runtime', 'daemon'],
    title: 'The service assigns run_ids that have to be percent-encoded',
    warns: ['ARP-RT-005', 'ARP-DM-061'],
    operations: ['create_run', 'submit_run'],
    handle: (call, next) => {
      call.body.run_id = `run/ü ${call.nth}?:#%2F&=+`;
      return next();
    },
  },
  {
    id: 'clamps-page-size',
    services: ['daemon'],
    title: 'A page_size out of range is brought into it',
    warns: ['ARP-DM-073'],
    operations: ['list_runs'],
    handle: (call, next) => {
      const asked = call.query.get('page_size');
      const size = Math.min(1000, Math.max(1, Math.trunc(Number(asked)) || 1));
      if (asked !== null) call.query.set('page_size', String(size));
      return next();
    },
  },
  {
    id: 'profile-precondition',
    services: ['daemon'],
    title: 'A profile is only taken with an extension of this service',
    warns: ['ARP-DM-046'],
    operations: ['upsert_runtime_profile'],
    handle: (call, next) => {
      const given = isJsonObject(call.body.extensions) && Object.hasOwn(call.body.extensions, 'arp.reference.exec');
      if (!given) throw new Refusal(400, 'invalid_request', 'extensions["arp.reference.exec"] is required here');
      return next();
    },
  },
];
