import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputs, services } from '#built/package.js';
import { commandCatalogue } from '../../src/commands/catalogue.js';
import { REPORTERS } from '../../src/report/register.js';
import { temporaryFolder } from './command.js';
import { runInside } from './inside.js';

const ROOT = join(import.meta.dirname, '../..');
const BIN = join(ROOT, 'bin/arp-conformance.js');
const SHELLS = ['bash', 'zsh', 'fish'] as const;
const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout } = await runInside(['completion', shell]);
  expect(code).toBe(0);
  return stdout;
}

describe.each(SHELLS)('the completion script for %s', (shell) => {
  it('knows every command and every flag', async () => {
    const script = await scriptFor(shell);
    for (const { name, flags = [] } of commandCatalogue(services, inputs)) {
      expect(script).toContain(name);
      for (const flag of flags) {
        const long = /--([\w-]+)/.exec(flag.flags)?.[1] ?? '';
        expect(script).toMatch(shell === 'fish' ? new RegExp(`-l ${long} `) : new RegExp(`--${long}\\b`));
      }
    }
  });

  it.skipIf(!isThere(shell))(`is one that ${shell} reads`, async () => {
    const file = join(temporaryFolder(), 'completion');
    writeFileSync(file, await scriptFor(shell));
    expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});

describe.skipIf(!isThere('bash'))('bash completes', () => {
  /** What bash offers behind these words, the last of which is being typed. */
  async function offered(...words: readonly string[]): Promise<string[]> {
    const cwd = temporaryFolder();
    for (const file of ['payload.json', 'suite.yaml']) writeFileSync(join(cwd, file), '');
    const script = `${await scriptFor('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _arp_conformance; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', BIN, ...words], { cwd, encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.trimEnd().split('\n');
  }

  it.each<[string, string[], string[]]>([
    ['commands', ['che'], ['check']],
    ['services', ['check', ''], ['runtime', 'tool-registry', 'daemon', 'all']],
    ['flags', ['check', 'runtime', '--ti'], ['--tier', '--timeout']],
    ['words of a flag', ['check', 'runtime', '--tier', ''], ['smoke', 'core', 'full']],
    ['words of a flag with an equals sign', ['check', 'runtime', '--color', '=', 'al'], ['always']],
    ['reporters', ['check', '--reporter', ''], Object.keys(REPORTERS)],
    ['files', ['check', 'runtime', '--cacert', 'pay'], ['payload.json']],
    ['files behind a schema', ['validate', 'common/health', 'pay'], ['payload.json']],
    ['schemas', ['validate', 'common/he'], ['common/health']],
    ['requirements', ['explain', 'ARP-CM-005'], ['ARP-CM-005']],
    ['faults', ['serve', 'runtime', '--fault', 'health-time-w'], ['health-time-without-zone']],
    ['ids with brackets', ['explain', 'runtime.run.create.refuses[goal-nu'], []],
    ['shells', ['completion', ''], ['bash', 'zsh', 'fish']],
  ])('%s', async (_what, words, expected) => {
    if (expected.length > 0) expect(await offered(...words)).toEqual(expected);
    else expect(await offered(...words)).toContain('runtime.run.create.refuses\\[goal-null\\]');
  });
});

it.skipIf(!isThere('fish')).each<[string, string[]]>([
  ['arp-conformance che', ['check']],
  ['arp-conformance check runtime --tier ', ['core', 'full', 'smoke']],
  ['arp-conformance report show --rep', ['--reporter']],
])('fish completes %s', async (line, expected) => {
  const file = join(temporaryFolder(), 'completion.fish');
  writeFileSync(file, await scriptFor('fish'));
  const { stdout } = spawnSync('fish', ['-c', `source ${file}; complete -C '${line}'`], { encoding: 'utf8' });
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((text) => text.split('\t')[0]),
  ).toEqual(expected);
});

it('says which shells it knows', async () => {
  const { code, stderr } = await runInside(['completion', 'bas']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'arp-conformance: completion knows bash, zsh, fish; not "bas". Did you mean "bash"?\n',
  });
});
