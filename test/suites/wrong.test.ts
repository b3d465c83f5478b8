import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundled } from '../report/bundled.js';

type Door = typeof import('../../src/load/suites/custom.js') &
  typeof import('../../src/load/spec/open.js') &
  typeof import('../../src/errors.js');

const FOLDER = fileURLToPath(new URL('wrong/', import.meta.url));
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));
const { customSuites, openSpec, UsageErrors, usageText } = await bundled<Door>(
  'src/load/suites/custom.ts',
  'src/load/spec/open.ts',
  'src/errors.ts',
);
const spec = await openSpec(undefined);

const told = new Map<string, Promise<string>>();

/** Everything that is wrong with a file, as the command line tells it. */
function mistakes(file: string): Promise<string> {
  const text = told.get(file) ?? read(file);
  told.set(file, text);
  return text;
}

async function read(file: string): Promise<string> {
  try {
    await customSuites([`${FOLDER}${file}`], spec, '.');
  } catch (error) {
    if (!(error instanceof UsageErrors)) throw error;
    return usageText(error).replaceAll(FOLDER, '');
  }
  return 'nothing\n';
}

describe('Suites that are wrong', () => {
  it('are many', () => {
    expect(files.length).toBeGreaterThanOrEqual(40);
  });

  it.each(files)('%s is told with file, line, column and a caret', async (file) => {
    const text = await mistakes(file);
    expect(text).not.toMatch(/undefined|\[object|NaN/);
    const blocks = text.split('\n\n').slice(1);
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) expect(block.trimEnd()).toMatch(/^[\w./-]+:\d+:\d+: \S.*[.?…]\n +\d+ \| .*\n +\| +\^$|^ *$/);
  });

  it('are told in the words of test/suites/golden/wrong.txt', async () => {
    const all: string[] = [];
    for (const file of files) all.push(`# ${file}\n${await mistakes(file)}`);
    await expect(all.join('\n')).toMatchFileSnapshot('golden/wrong.txt');
  });
});
