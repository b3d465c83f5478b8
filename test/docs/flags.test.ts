import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputs, services } from '#built/package.js';
import { commandCatalogue } from '../../src/commands/catalogue.js';
import { checkDefinitions, type Definition, variableOf } from '../../src/options/definitions.js';
import { commandLines, packageJson, ROOT, readPage, readPages, section, tableRows } from './pages.js';

/** A flag as a row of the README writes it. */
interface Row {
  readonly flags: string;
  readonly what: string;
  readonly fallback: string;
}

const readme = readPage('README.md');
const definitions = checkDefinitions(services, inputs);
const onCommandLine = definitions.filter(({ secret }) => secret === undefined);

function rowsOf(heading: string): Row[] {
  return tableRows(section(readme, heading)).flatMap(([flags = '', what = '', fallback = '']) =>
    flags.includes('--') ? [{ flags, what, fallback }] : [],
  );
}

function written({ name, argument, short }: Definition): string {
  const long = `\`--${name}${argument === undefined ? '' : ` ${argument}`}\``;
  return short === undefined ? long : `\`-${short}\`, ${long}`;
}

function helpOf(command: string): string {
  return spawnSync(process.execPath, [join(ROOT, 'bin/arp-conformance.js'), command, '--help'], { encoding: 'utf8' }).stdout;
}

const flagsIn = (text: string): string[] => [...text.matchAll(/(?<![\w-])--?[a-z][a-z-]*/gi)].map(([flag]) => flag);

describe('the flags of check in the README', () => {
  const rows = rowsOf('## Flags of `check`');

  it('are all flags, in the order of the help', () => {
    expect(rows.map(({ flags }) => flags)).toEqual(onCommandLine.map(written));
  });

  it.each(onCommandLine)('tell the default of --$name', (definition) => {
    const { fallback = '' } = rows.find(({ flags }) => flags === written(definition)) ?? {};
    const text = fallback.replaceAll('`', '');
    expect(text === '' ? undefined : definition.parse(text, definition.name)).toEqual(
      definition.fallback === false ? undefined : definition.fallback,
    );
  });

  it.each(onCommandLine)('tell whether --$name can be repeated', (definition) => {
    const { what = '' } = rows.find(({ flags }) => flags === written(definition)) ?? {};
    expect(what.includes('repeatable')).toBe(definition.repeatable === true);
  });
});

describe('the flags of serve in the README', () => {
  it('are those of its help', () => {
    const declared = [...helpOf('serve').matchAll(/^ {2}(--[a-z-]+(?: <[a-z]+>)?)/gm)].map(([, flag]) => `\`${flag}\``);
    expect(rowsOf('### You build a service').map(({ flags }) => flags)).toEqual(declared);
  });
});

describe('the flags of self-test in the README', () => {
  it('are those of the command', () => {
    const own = commandCatalogue(services, inputs).find(({ name }) => name === 'self-test')?.flags ?? [];
    const told = rowsOf('### You want to know whether to trust it').map(({ flags }) => flags.replaceAll('`', ''));
    expect(told).toEqual(own.map(({ flags }) => flags));
  });
});

describe.each([
  ['### You look before you send', ['list', 'explain', 'coverage', 'validate']],
  ['### You write checks of your own', ['suite new', 'suite lint', 'vectors check', 'vectors record']],
])('the commands under "%s" in the README', (heading, commands) => {
  const rows = rowsOf(heading);

  it.each(commands)('tell of every flag of %s', (command) => {
    const own = commandCatalogue(services, inputs).find(({ name }) => name === command)?.flags ?? [];
    const told = rows.filter(({ what }) => what.split(', ').includes(`\`${command}\``)).map(({ flags }) => flags.replaceAll('`', ''));
    expect(told.sort()).toEqual(own.map(({ flags }) => flags).sort());
  });
});

describe('the commands that work with reports in the README', () => {
  const rows = rowsOf('### You work with reports');

  it.each(['show', 'diff', 'merge', 'judge', 'badge'])('tell of every flag of report %s', (command) => {
    const own = commandCatalogue(services, inputs).find(({ name }) => name === `report ${command}`)?.flags ?? [];
    const told = rows.filter(({ what }) => what.split(', ').includes(`\`${command}\``)).map(({ flags }) => flags.replaceAll('`', ''));
    expect(told.sort()).toEqual(own.map(({ flags }) => flags).sort());
  });
});

describe('the commands that work with baselines in the README', () => {
  const rows = rowsOf('### An imperfect service');

  it.each(['write', 'update', 'show'])('tell of every flag of baseline %s', (command) => {
    const own = commandCatalogue(services, inputs).find(({ name }) => name === `baseline ${command}`)?.flags ?? [];
    const told = rows.filter(({ what }) => what.split(', ').includes(`\`${command}\``)).map(({ flags }) => flags.replaceAll('`', ''));
    expect(told.sort()).toEqual(own.map(({ flags }) => flags).sort());
  });
});

describe('the environment in the README', () => {
  const text = section(readme, '## Environment and configuration file');

  it('names the flags that cannot be set there', () => {
    const named = /Every flag but (.*?) can also be set/.exec(text)?.[1] ?? '';
    expect(flagsIn(named)).toEqual(definitions.filter(({ flagOnly }) => flagOnly).map(({ name }) => `--${name}`));
  });

  it('names no variable that does not exist', () => {
    const known = definitions.map(({ name }) => variableOf(name));
    const named = [...text.matchAll(/\bARP_[A-Z_]+\b/g)].map(([name]) => name).filter((name) => name !== 'ARP_');
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    expect(named).toContain('ARP_TOKEN');
  });
});

describe('the command lines in all pages', () => {
  const known: Readonly<Record<string, readonly string[]>> = {
    ...Object.fromEntries(
      commandCatalogue(services, inputs).map(({ name, flags = [] }) => [name, flags.flatMap((flag) => flagsIn(flag.flags))]),
    ),
    completion: [],
  };
  const own = readPages()
    .flatMap(commandLines)
    .flatMap(({ place, line }) => {
      const [, command = '', rest = ''] =
        /(?:arp-conformance|arp-conformance\.js|\.tgz) ((?:report|baseline|suite|vectors) [a-z-]+|[a-z-]+)\b(.*)$/.exec(line) ?? [];
      return command === '' || line.startsWith('(cd') ? [] : [{ place, line, command, rest }];
    });

  it('are there', () => {
    expect(own.length).toBeGreaterThan(10);
  });

  it.each(own)('$place: $line', ({ command, rest }) => {
    expect(Object.keys(known)).toContain(command);
    expect(flagsIn(rest.replaceAll(/'[^']*'/g, '')).filter((flag) => !known[command]?.includes(flag))).toEqual([]);
  });

  it('name the service first', () => {
    for (const { command, rest, line } of own) {
      // A service that the standard does not know comes with its own contract.
      if (command === 'check' && !/ --(spec-path|targets) /.test(line))
        expect([...services, 'all'], line).toContain(rest.trim().split(' ')[0]);
    }
  });
});

describe('what npm is asked for in all pages', () => {
  const lines = readPages().flatMap(commandLines);

  it('is a script of the package', () => {
    const scripts = lines.flatMap(({ line }) => [...line.matchAll(/\bnpm run ([a-z:]+)/g)].map(([, script]) => script ?? ''));
    const table = [...readPage('CONTRIBUTING.md').text.matchAll(/`npm run ([a-z:]+)`/g)].map(([, script]) => script ?? '');
    expect(scripts.length).toBeGreaterThan(3);
    for (const script of [...scripts, ...table, 'test']) expect(Object.keys(packageJson.scripts)).toContain(script);
  });

  it('is nothing else that npm does not have', () => {
    const asked = lines.flatMap(({ line }) => [...line.matchAll(/\bnpm ([a-z]+)/g)].map(([, word]) => word));
    expect(new Set(asked)).toEqual(new Set(['ci', 'run', 'test', 'pack']));
  });

  it('is the command and the packed file of this version', () => {
    expect(Object.keys(packageJson.bin)).toEqual(['arp-conformance']);
    const files = readPages().flatMap(({ text }) => [...text.matchAll(/[\w.-]+\.tgz/g)].map(([file]) => file));
    expect(new Set(files)).toEqual(new Set([`${packageJson.name}-${packageJson.version}.tgz`]));
    expect(readme.text).toContain(`\`arp-conformance/${packageJson.version}\``);
    expect(readPage('CHANGELOG.md').text).toContain(`## [${packageJson.version}]`);
  });
});
