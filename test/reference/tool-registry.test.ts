import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { expectRefusal, expectSuccess, open, segment } from './client.js';
import { expectFit } from './contract.js';

const DEFINITION = 'tool_registry/tools/tool_definition';
const RESULT = 'tool_registry/tools/tool_invocation_result';
const CALLS: Record<string, unknown> = {
  echo: { text: 'hi' },
  'math.add': { a: 1, b: 2 },
  'text/upper case': { text: 'hi' },
  'zähler:文字?#1': { texts: ['a', '🎯é'] },
  plan: { unit: 'day', count: 2, options: { weekends: true } },
  brittle: { fail: false },
};

describe('tools', () => {
  it('are listed as a bare array and can each be read', async () => {
    const { get } = await open({ service: 'tool-registry' });
    const list = await get('/v1/tools');
    expect(list.status).toBe(200);
    for (const tool of list.body) {
      expectFit(DEFINITION, tool);
      expect(expectSuccess(await get(`/v1/tools/${segment(tool.tool_id)}`), 200, DEFINITION)).toEqual(tool);
      expect(() => new Ajv2020().compile(tool.input_schema)).not.toThrow();
    }
    expect(list.body.map((tool: { tool_id: string }) => tool.tool_id)).toEqual(Object.keys(CALLS));
    expectRefusal(await get('/v1/tools/nobody'), 404, 'not_found');
  });

  it('can be invoked by id, by name and by both', async () => {
    const { get, post } = await open({ service: 'tool-registry' });
    for (const tool of (await get('/v1/tools')).body) {
      const args = CALLS[tool.tool_id];
      for (const named of [{ tool_id: tool.tool_id }, { tool_name: tool.name }, { tool_id: tool.tool_id, tool_name: tool.name }]) {
        const result = expectSuccess(await post('/v1/tool-invocations', { invocation_id: 'i-1', args, ...named }), 200, RESULT);
        expect(result).toMatchObject({ invocation_id: 'i-1', ok: true });
        expect(new Ajv2020().validate(tool.output_schema, result.result)).toBe(true);
      }
    }
  });

  it('refuse arguments that do not fit and fail when told to, with ok false', async () => {
    const { post } = await open({ service: 'tool-registry' });
    const bad = [
      ['echo', {}],
      ['echo', { text: 1 }],
      ['echo', { text: 'x', more: 1 }],
      ['text/upper case', { text: '' }],
      ['plan', { unit: 'year', count: 1 }],
      ['plan', { unit: 'day', count: 13 }],
      ['plan', { unit: 'day', count: 1.5 }],
      ['zähler:文字?#1', { texts: [] }],
      ['brittle', { fail: true }],
    ] as const;
    for (const [tool_id, args] of bad) {
      const result = expectSuccess(await post('/v1/tool-invocations', { invocation_id: 'i', tool_id, args }), 200, RESULT);
      expect(result.ok, tool_id).toBe(false);
      expect(result.error.code).toBe(tool_id === 'brittle' ? 'tool.failed' : 'tool.invalid_args');
      expect('result' in result).toBe(false);
    }
  });

  it('are refused when unknown or named twice differently; context, caller and extensions are taken', async () => {
    const { post } = await open({ service: 'tool-registry' });
    const call = { invocation_id: 'i', args: { text: 'x' } };
    expectRefusal(await post('/v1/tool-invocations', { ...call, tool_id: 'nobody' }), 404, 'not_found');
    expectRefusal(await post('/v1/tool-invocations', { ...call, tool_id: 'echo', tool_name: 'add' }), 400, 'invalid_request');
    const full = {
      ...call,
      tool_id: 'echo',
      context: { a: null },
      caller: { type: 'run', id: '1', uri: 'urn:x:y' },
      extensions: { 'x.test.probe': 1 },
    };
    expect(expectSuccess(await post('/v1/tool-invocations', full), 200, RESULT).ok).toBe(true);
    expect(expectSuccess(await post('/v1/tool-invocations', full), 200, RESULT).ok).toBe(true);
  });
});
