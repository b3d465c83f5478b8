import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './command.js';
import { runInside } from './inside.js';

const SPEC = fileURLToPath(new URL('../../spec/v1', import.meta.url));

/** A copy of the standard in which a run request has a member that nobody has seen. */
function changedSpec(member: object): string {
  const folder = temporaryFolder();
  for (const part of ['openapi', 'schemas']) cpSync(join(SPEC, part), join(folder, part), { recursive: true });
  const file = join(folder, 'schemas/runtime/runs/run_request.schema.json');
  const schema = JSON.parse(readFileSync(file, 'utf8')) as { properties: object; required: string[] };
  writeFileSync(file, JSON.stringify({ ...schema, properties: { ...schema.properties, priority: member } }));
  return folder;
}

describe('A schema that nobody has seen', () => {
  it('gets its checks like any other', async () => {
    const priority = {
      type: 'object',
      required: ['level'],
      properties: {
        level: { enum: ['low', 'high'] },
        tags: { type: 'array', minItems: 1, items: { type: 'string', pattern: '^[a-z]+$' } },
      },
      minProperties: 1,
    };
    const folder = changedSpec(priority);
    const { code, stdout, stderr } = await runInside([
      ...['check', 'runtime', '--url', 'http://127.0.0.1:9', '--tier', 'full', '--allow-mutations', '--dry-run'],
      ...['--spec-path', folder, '--include', 'runtime.run.create.refuses[/priority*'],
    ]);
    expect(code, stderr).toBe(0);
    for (const fault of [
      '/priority:null',
      '/priority:array',
      '/priority/level:missing',
      '/priority/level:other-word',
      '/priority/tags:too-few',
    ])
      expect(stdout).toContain(`runtime.run.create.refuses[${fault}]`);
    for (const fault of ['/priority/tags:object', '/priority/tags/0:number', '/priority/tags/0:pattern'])
      expect(stdout).toContain(`runtime.run.create.refuses[${fault}]`);
  });
});
