import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { validateWorkflow } from '@action-validator/core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSources } from './sources.js';

/** What a user takes over with the package, and how it gets to them. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
}
interface Locked {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
  readonly hasInstallScript?: boolean;
  readonly resolved?: string;
}
interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, { permissions: object; steps: readonly { uses?: string; run?: string; with?: object }[] }>>;
}

const own = JSON.parse(read('package.json')) as Package & Readonly<Record<string, unknown>>;
const lock = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> };

describe('The package', () => {
  it('brings no other package with it', () => {
    for (const kind of ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies'])
      expect(own[kind], kind).toBeUndefined();
    // What is installed for a user is what is neither for developers nor brought by the user.
    const taken = Object.entries(lock.packages).filter(
      ([path, { dev, devOptional, peer }]) => path !== '' && !dev && !devOptional && !peer,
    );
    expect(taken).toEqual([]);
  });

  it('runs nothing when it is installed', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare', 'dependencies'];
    expect(Object.keys(own.scripts).filter((name) => hooks.includes(name))).toEqual([]);
    // An empty one would make npm build from it.
    expect(existsSync(join(ROOT, 'binding.gyp'))).toBe(false);
  });

  it('is built with packages that run nothing either, but for one that finds its own binary without', () => {
    const running = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(running.map(([path]) => path)).toEqual(['node_modules/esbuild']);
  });

  it('is locked without a word on where packages are taken from', () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
    expect(read('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
  });
});

describe('The workflows of this project', () => {
  const files = readdirSync(join(ROOT, '.github/workflows'));

  it.each(files)('%s fits the schema of GitHub, and takes actions by the hash of a commit', (file) => {
    const text = read(`.github/workflows/${file}`);
    expect(validateWorkflow(text).errors).toEqual([]);
    const uses = [...text.matchAll(/\buses:\s*(.*)$/gm)].map(([, action = '']) => action);
    expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  it('publish states where the package was built, keeps no token, and may do nothing else', () => {
    const text = read('.github/workflows/publish.yml');
    const { permissions, jobs } = parse(text) as Workflow;
    expect(permissions).toEqual({});
    expect(Object.keys(jobs)).toEqual(['publish']);
    expect(jobs.publish?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(text).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|\$\{\{/);
    const steps = jobs.publish?.steps ?? [];
    const runs = steps.map(({ run = '' }) => run);
    expect(runs.at(-1)).toBe('npm publish --provenance --access public');
    for (const [first, then] of [
      ['npm ci --ignore-scripts', 'npm test'],
      ['npm test', 'npm publish'],
      ['npm audit --omit=dev', 'npm publish'],
      ['test "$GITHUB_REF_NAME" = ', 'npm publish'],
    ] as const) {
      const [before, after] = [first, then].map((start) => runs.findIndex((run) => run.startsWith(start)));
      expect(before, first).toBeGreaterThanOrEqual(0);
      expect(after, then).toBeGreaterThan(before ?? 0);
    }
    expect(steps[0]?.with).toEqual({ 'persist-credentials': false });
  });
});

describe('The tool', () => {
  const sources = readSources();

  it('makes code of nothing but schemas of the standard and of our own', () => {
    const compiling = sources.filter(({ imports }) =>
      imports.some(({ name, ours, atOnce }) => atOnce && !ours && /^(ajv|node:vm)\b/.test(name)),
    );
    expect(compiling.map(({ file }) => file)).toEqual([
      'load/spec/bounded-loops.ts',
      'load/spec/compile.ts',
      'load/spec/unique-items.ts',
      'load/suites/shape-compiler.ts',
    ]);
    const [reclaim, ...others] = sources.filter(({ code }) => code.includes("import('node:vm')"));
    expect([reclaim?.file, others]).toEqual(['json/reclaim.ts', []]);
    expect(reclaim?.code.match(/runIn\w+\(.*?\)/g)).toEqual(["runInNewContext('gc')"]);
    expect(sources.filter(({ code }) => /\beval\(|new Function\b|\bimport\(\s*[^'\s]/.test(code)).map(({ file }) => file)).toEqual([]);
  });

  it('lets no command on reports reach the network', () => {
    const byFile = new Map(sources.map((source) => [source.file, source]));
    const reached = new Set<string>();
    const visit = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const { name, ours } of byFile.get(file)?.imports ?? []) if (ours) visit(name);
    };
    for (const { file } of sources) if (/^commands\/(report|baseline)\//.test(file)) visit(file);
    expect(reached.size).toBeGreaterThan(50);
    expect([...reached].filter((file) => /^(probe|reference|schedule|self-test)\/|^run\.ts$/.test(file))).toEqual([]);
  });
});

describe('SECURITY.md', () => {
  const lines = read('SECURITY.md').split('\n');
  /** `[`test/x.test.ts`: what it says; …]` at the end of a line. */
  const testsIn = (line: string): string[][] => {
    const [, list = ''] = /\[(`test\/.*)\]$/.exec(line) ?? [];
    return list === '' ? [] : list.split(/; (?=`test)/).map((one) => [...(/^`(test\/[^`]+)`: (.+)$/.exec(one)?.slice(1) ?? ['', one])]);
  };

  it('names a test for each thing that it says cannot be done', () => {
    const cannot = lines.filter(
      (_, index) =>
        lines.slice(0, index).findLast((line) => /^(can|cannot):$|^#/.test(line)) === 'cannot:' && lines[index]?.startsWith('- '),
    );
    expect(cannot.length).toBeGreaterThan(20);
    expect(cannot.filter((line) => testsIn(line).length === 0)).toEqual([]);
  });

  it.each(lines.flatMap(testsIn))('points at %s, which says: %s', (file, title) => {
    expect(existsSync(join(ROOT, file ?? ''))).toBe(true);
    expect(
      read(file ?? '')
        .replace(/\\'/g, "'")
        .includes(title ?? ''),
      `${file} says nothing of the kind`,
    ).toBe(true);
  });
});
