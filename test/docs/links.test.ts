import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, packageJson, ROOT, readPage, readPages, relativeLinks, section, tableRows } from './pages.js';

const pages = readPages();

describe('links', () => {
  const links = pages.flatMap(relativeLinks);

  it('are there', () => {
    expect(links.length).toBeGreaterThan(20);
  });

  it.each(links)('$link leads somewhere', ({ target, anchor }) => {
    expect(existsSync(target)).toBe(true);
    if (anchor !== '') expect(anchorsOf(target)).toContain(anchor);
  });
});

describe('files that pages name', () => {
  const named = pages.flatMap(({ file, text }) =>
    [...text.matchAll(/`((?:src|test|scripts|suites|spec|docs|bin|reports\/samples)\/[\w./-]*)`/g)].map(([, path = '']) => ({
      file,
      path,
    })),
  );

  it('are many', () => {
    expect(named.length).toBeGreaterThan(40);
  });

  it('are there', () => {
    expect(named.filter(({ path }) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('the house in docs/architecture.md', () => {
  const house = readPage('docs/architecture.md').blocks.find(({ text }) => text.includes('cli.ts '))?.text ?? '';

  it('is what src/ holds', () => {
    const told = [...house.matchAll(/^ {2}([\w.-]+)(\/?) /gm)].map(([, name]) => name ?? '');
    expect(told.sort()).toEqual(readdirSync(join(ROOT, 'src')).sort());
  });
});

describe('docs/dependencies.md', () => {
  it('has every dependency with its range', () => {
    const page = readPage('docs/dependencies.md');
    const rows = [...tableRows(section(page, '## Bundled')), ...tableRows(section(page, '## For development'))];
    const told = rows.flatMap(([names = '', ranges = '']) =>
      names.split(', ').map((name, index) => [name, ranges.split(', ')[index] ?? '']),
    );
    expect(Object.fromEntries(told)).toEqual(packageJson.devDependencies);
  });
});

describe('the language of suites in docs/architecture.md', () => {
  const text = section(readPage('docs/architecture.md'), '## The language of suites');
  const told = new Set([...text.matchAll(/`(\w+)`/g)].map(([, key]) => key));
  const schema = JSON.parse(readFileSync(join(ROOT, 'suites/suite.schema.json'), 'utf8')) as {
    $defs: Record<string, { properties?: object }>;
  };

  it.each(['check', 'probe', 'expect', 'matcher', 'condition'])('tells of every key of a %s', (name) => {
    const keys = Object.keys(schema.$defs[name]?.properties ?? {});
    expect(keys.length).toBeGreaterThan(5);
    expect(keys.filter((key) => !told.has(key))).toEqual([]);
  });
});
