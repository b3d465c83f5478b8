import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model.js';
import { collect, type Inputs } from '../../../src/options/collect.js';
import { checkDefinitions, variableOf } from '../../../src/options/definitions.js';

const definitions = checkDefinitions(['runtime', 'daemon'], []);
const file = (value: Json): NonNullable<Inputs['config']> => ({
  file: 'x.yaml',
  value,
  place: (path, what) => ({ file: `${[...path, what === 'key' ? 'key' : 'value'].join('.')}` }),
});
const settings = (inputs: Partial<Inputs>) => collect(definitions, { flags: {}, environment: {}, ...inputs });

describe('a setting', () => {
  it('comes from the flag before the environment before the file before the default', () => {
    const flags = { timeout: '1' };
    const environment = { ARP_TIMEOUT: '2' };
    const config = file({ timeout: 3 });
    expect(settings({ flags, environment, config }).get('timeout')).toEqual({ value: 1, source: 'flag', from: '--timeout' });
    expect(settings({ environment, config }).get('timeout')).toEqual({ value: 2, source: 'environment', from: 'ARP_TIMEOUT' });
    expect(settings({ config }).get('timeout')).toEqual({ value: 3, source: 'file', from: 'timeout.key' });
    expect(settings({}).get('timeout')).toEqual({ value: 10, source: 'default', from: '' });
  });

  it('has the same precedence whatever the option', () => {
    const samples: Readonly<Record<string, readonly [string, string]>> = {
      tier: ['core', 'full'],
      url: ['http://a.example', 'http://b.example'],
      jobs: ['1', '2'],
      'max-body': ['1kB', '2kB'],
    };
    for (const [name, [first, second]] of Object.entries(samples)) {
      const both = settings({ flags: { [name]: first }, environment: { [variableOf(name)]: second } });
      expect(both.get(name)?.value).toEqual(settings({ flags: { [name]: first } }).get(name)?.value);
      expect(both.get(name)?.value).not.toEqual(settings({ flags: { [name]: second } }).get(name)?.value);
    }
  });

  it('that is empty in the environment is not set', () => {
    expect(settings({ environment: { ARP_TIER: '' } }).get('tier')?.source).toBe('default');
  });

  it('that has no default is absent', () => {
    expect(settings({}).has('url')).toBe(false);
  });

  it('may be a switch in all three places', () => {
    expect(settings({ flags: { strict: true } }).get('strict')?.value).toBe(true);
    expect(settings({ environment: { ARP_STRICT: 'yes' } }).get('strict')?.value).toBe(true);
    expect(settings({ config: file({ strict: true }) }).get('strict')?.value).toBe(true);
    expect(settings({ environment: { ARP_STRICT: 'false' }, config: file({ strict: true }) }).get('strict')?.value).toBe(false);
  });

  it('may be a list: flags, lines of a variable, items of the file', () => {
    const expected = [
      ['X-A', '1'],
      ['X-B', '2, 3'],
    ];
    expect(settings({ flags: { header: ['X-A: 1', 'X-B: 2, 3'] } }).get('header')?.value).toEqual(expected);
    expect(settings({ environment: { ARP_HEADER: 'X-A: 1\n\n  X-B: 2, 3\n' } }).get('header')?.value).toEqual(expected);
    expect(settings({ config: file({ header: ['X-A: 1', 'X-B: 2, 3'] }) }).get('header')?.value).toEqual(expected);
    expect(settings({ config: file({ header: 'X-A: 1' }) }).get('header')?.value).toEqual(expected.slice(0, 1));
  });

  it('that makes sense on the command line alone comes from there alone', () => {
    expect(settings({ environment: { ARP_DRY_RUN: 'true' } }).get('dry-run')?.value).toBe(false);
    expect(() => settings({ config: file({ 'dry-run': true }) })).toThrow('Unknown setting "dry-run".');
  });

  it('that is a secret never comes from a flag or a shared file', () => {
    expect(settings({ flags: { token: 'geheim' } }).has('token')).toBe(false);
    expect(settings({ environment: { ARP_TOKEN: 'geheim' } }).get('token')?.value).toBe('geheim');
    expect(() => settings({ config: file({ token: 'geheim' }) })).toThrow('set ARP_TOKEN or token-file');
  });
});

describe('a configuration file', () => {
  it('may be empty', () => {
    expect(settings({ config: file(null) }).get('tier')?.source).toBe('default');
  });

  it.each<[Json, string, string]>([
    [[], 'A configuration file holds settings as "name: value" lines.', 'value'],
    ['text', 'A configuration file holds settings as "name: value" lines.', 'value'],
    [{ teir: 'core' }, 'Unknown setting "teir". Did you mean "tier"?', 'teir.key'],
    [{ tier: 'cor' }, '"tier" takes smoke, core, full, surface or deep, not "cor". Did you mean "core"?', 'tier.value'],
    [{ timeout: [1] }, '"timeout" takes a single value here.', 'timeout.value'],
    [{ timeout: null }, '"timeout" takes a single value here.', 'timeout.value'],
    [{ header: ['X-A: 1', 'bad'] }, '"header" takes a header as "Name: value"; what was given has no ":".', 'header.1.value'],
  ])('that says %j is turned down at its place', (value, message, place) => {
    expect(() => settings({ config: file(value) })).toThrow(expect.objectContaining({ message, place: { file: place } }));
  });
});

describe('the options', () => {
  it('have names of their own that also work as variables', () => {
    const names = definitions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
    expect(variableOf('tool-registry-url')).toBe('ARP_TOOL_REGISTRY_URL');
  });

  it('take their own defaults', () => {
    for (const { fallback, parse, name } of definitions) {
      if (fallback !== undefined) expect(parse(String(fallback), name), name).toEqual(fallback);
    }
  });
});
