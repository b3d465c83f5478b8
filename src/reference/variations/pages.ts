import { Refusal } from '../http/answer.js';
import { isJsonObject, type JsonObject } from '../json.js';
import type { Variation } from './variation.js';

/** Everything that has to be encoded in a query, and what a careless client takes for something else. */
const AWKWARD = '+ /?=&%25#é"✓';

function pages(id: string, title: string, hooks: Omit<Variation, 'id' | 'services' | 'title' | 'operations'>): Variation {
  return { id, services: ['daemon'], title, operations: ['list_runs'], ...hooks };
}

const paginationOf = (body: unknown): JsonObject => (isJsonObject(body) && isJsonObject(body.pagination) ? body.pagination : {});

/** Other ways to give a list page by page. */
export const pageVariations: readonly Variation[] = [
  pages('oldest-first', 'Runs are listed oldest first', {
    settings: (settings) => void Object.assign(settings, { oldestFirst: true, pastRuns: 7 }),
  }),
  pages('awkward-tokens', 'Tokens hold spaces, slashes, percent signs and characters that are not ASCII', {
    answer: ({ body }) => {
      const pagination = paginationOf(body);
      if (pagination.next_page_token !== undefined) pagination.next_page_token = `${AWKWARD}${pagination.next_page_token}`;
    },
    handle: (call, next) => {
      const token = call.query.get('page_token');
      if (token !== null && !token.startsWith(AWKWARD)) throw new Refusal(400, 'invalid_request', 'page_token is not one of this service');
      if (token !== null) call.query.set('page_token', token.slice(AWKWARD.length));
      return next();
    },
  }),
  pages('empty-last-page', 'The last page is empty', {
    answer: ({ body }) => {
      const pagination = paginationOf(body);
      if (isJsonObject(body) && Array.isArray(body.runs) && body.runs.length > 0) pagination.next_page_token ??= 'nothing-more';
    },
    handle: async (call, next) => {
      if (call.query.get('page_token') !== 'nothing-more') return next();
      call.query.delete('page_token');
      const answer = await next();
      return { ...answer, body: { runs: [] } };
    },
  }),
  pages('short-pages', 'A page holds at most 3 runs, however many are asked for', {
    settings: (settings) => void Object.assign(settings, { pastRuns: 25, pageSize: 3 }),
    handle: (call, next) => {
      const asked = call.query.get('page_size') ?? '';
      if (/^\d+$/.test(asked) && Number(asked) > 3 && Number(asked) <= 1000) call.query.set('page_size', '3');
      return next();
    },
  }),
];
