import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, SchemaBreach, Spec } from '../../../src/model.js';
import { judgeSchema } from '../../../src/validate/schema.js';
import { bundled } from '../../report/bundled.js';

const { builtInSpec } = await bundled<typeof import('../../../src/load/spec/built-in.js')>('src/load/spec/built-in.ts');
let spec: Spec;

beforeAll(async () => {
  spec = await builtInSpec();
  await spec.prepare(['common/health', 'common/error']);
});

const health = (value: Json): unknown[] => judgeSchema(value, 'common/health', spec.validator('common/health'));
const error = (value: Json): unknown[] => judgeSchema(value, 'common/error', spec.validator('common/error'), 404);
const schema = 'common/health';
const TIME = '2026-01-15T09:30:00Z';

describe('a breach of a schema', () => {
  it('is no fact where there is none', () => {
    expect(health({ status: 'ok', time: TIME })).toEqual([]);
  });

  it('is told once where a null breaks several keywords', () => {
    expect(health({ status: null, time: TIME })).toEqual([{ kind: 'null_value', at: '/status', schema, demands: 'string' }]);
    expect(health({ status: 'ok', time: TIME, checks: null })).toEqual([{ kind: 'null_value', at: '/checks', schema, demands: 'array' }]);
  });

  it('is told once where a value has neither the type nor the words', () => {
    expect(health({ status: 1, time: TIME })).toEqual([
      { kind: 'schema', at: '/status', schema, keyword: 'enum', demands: ['ok', 'degraded', 'down'], actual: 1 },
    ]);
  });

  it('names what is missing, or else what is unknown', () => {
    expect(health({ status: 'ok', time: TIME, 'a/b': null })).toEqual([{ kind: 'unknown_property', at: '/a~1b', schema, actual: null }]);
    // What stands beside something that is missing may be that very thing under another name.
    expect(health({ status: 'ok', now: TIME, checks: [{ name: 'a', status: 'ok', more: 1 }] })).toEqual([
      { kind: 'schema', at: '/time', schema, keyword: 'required', demands: 'time', actual: undefined },
      { kind: 'unknown_property', at: '/checks/0/more', schema, actual: 1 },
    ]);
  });

  it('is told at every place', () => {
    const checks = [{ name: 'a', status: 'ok', message: null }, { name: 'b', status: 'fine' }, { status: 'ok' }];
    expect(health({ status: 'ok', time: 'now', checks })).toMatchObject([
      { at: '/time', keyword: 'format' },
      { at: '/checks/0/message', kind: 'null_value' },
      { at: '/checks/1/status', keyword: 'enum' },
      { at: '/checks/2/name', keyword: 'required' },
    ]);
  });

  it.each<Json>(['x', null, [], 1, {}, { error: 1 }, { message: 'no' }])('makes %j no envelope at all', (body) => {
    expect(error(body)).toEqual(
      body !== null && typeof body === 'object' && 'error' in body
        ? [{ kind: 'schema', at: '/error', schema: 'common/error', keyword: 'type', demands: 'object', actual: 1 }]
        : [{ kind: 'not_envelope', status: 404, schema: 'common/error' }],
    );
  });

  it('of an envelope is told in detail', () => {
    expect(error({ error: { code: 'x', details: null } })).toMatchObject([
      { kind: 'schema', at: '/error/message', keyword: 'required' },
      { kind: 'null_value', at: '/error/details', demands: 'object' },
    ]);
  });

  it('is told at most a thousand times', () => {
    const breaches = Array.from({ length: 5000 }, (_, index): SchemaBreach => ({ at: `/${index}`, keyword: 'type', demands: 'string' }));
    expect(judgeSchema([], 'any', () => breaches)).toHaveLength(1000);
  });
});
