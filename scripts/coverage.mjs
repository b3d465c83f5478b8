// Writes docs/coverage.md: which check tests which requirement, and which fault shows that it does. With --check it writes nothing, and fails
// where the page is not what it should be. Needs build/.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { putFile } from './folder.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const page = join(root, 'docs/coverage.md');
const bundle = join(root, `build/self-test-${process.pid}.mjs`);
const sources = ['self-test/cases', 'reference/index', 'load/spec/built-in', 'plan/derived'];
await build({
  stdin: { contents: sources.map((source) => `export * from './src/${source}.ts';`).join('\n'), resolveDir: root },
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
  banner: { js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);" },
});
const { builtInSpec, casesOf, expectedOf, listVariations, UNMOVED, withDerived } = await import(pathToFileURL(bundle).href);
rmSync(bundle);

const built = (name) => JSON.parse(readFileSync(join(root, `build/${name}.json`), 'utf8'));
const { knowledge, services } = built('spec');
const { requirements } = knowledge;
const suites = ['smokeSuites', 'coreSuites', 'fullSuites'].flatMap(built);
const checks = (await withDerived(suites, await builtInSpec())).flatMap((suite) => suite.checks);
const known = { requirements: new Map(requirements.map((requirement) => [requirement.id, requirement])), checks };
const cases = casesOf(services, 'full', known);
const faults = new Map();
for (const one of cases) for (const id of expectedOf(one, known)) faults.set(id, (faults.get(id) ?? new Set()).add(one.id));

/** How many of the checks that were made of one are named. */
const SHOWN = 3;
/** What the first letters of an id stand for. */
const GROUPS = [
  ['ARP-CM', 'All services'],
  ['ARP-AU', 'Credentials'],
  ['ARP-RT', 'Runtime'],
  ['ARP-TR', 'Tool Registry'],
  ['ARP-DM', 'Daemon'],
  ['ARP-NV', 'Bodies that must be refused'],
  ['ARP-', 'The standard itself'],
];

const text = `${[head(), ...GROUPS.map(section), unmoved(), variations()].filter(Boolean).join('\n\n')}\n`;
if (!process.argv.includes('--check')) putFile(page, text);
else if (readFileSync(page, 'utf8') !== text) {
  console.error('docs/coverage.md does not tell of the suites, requirements and faults as they are: npm run docs:coverage writes it anew');
  process.exitCode = 1;
}

function head() {
  const tested = requirements.filter(({ id }) => testing(id).length > 0);
  const shown = tested.filter(({ id }) => faults.has(id));
  return `# Coverage

Written by \`npm run docs:coverage\` from \`spec/v1/requirements.yaml\`, \`suites/\` and the catalogue of faults; not by hand.

${tested.length} of ${requirements.length} requirements are tested, by ${checks.length} checks; ${shown.length} of them are shown to be tested by at least one of ${new Set(cases.map(({ id }) => id)).size} faults. A check stands without the name of its service where all services that the requirement is about have it. A fault stands beside every requirement that it breaks: \`arp-conformance self-test\` tries each.`;
}

function section([prefix, title]) {
  const earlier = GROUPS.slice(
    0,
    GROUPS.findIndex(([other]) => other === prefix),
  ).map(([other]) => other);
  const rows = requirements.filter(({ id }) => id.startsWith(prefix) && !earlier.some((other) => id.startsWith(other)));
  const lines = rows.map((requirement) => {
    const { id, level, tier, sentence } = requirement;
    const tells = cell(names(requirement)) || whyNot(requirement);
    return `| ${id} | ${level} | ${tier} | ${escaped(sentence)} | ${tells} | ${cell([...(faults.get(id) ?? [])].sort())} |`;
  });
  return [
    `## ${title}`,
    '',
    '| requirement | level | tier | asks | checks | faults |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function testing(id) {
  return checks.filter((check) => check.requirements.includes(id));
}

/** Ids of checks, each once where every service has it; of a check that was made many of, how many there are. */
function names({ id, services: own }) {
  const found = testing(id).map((check) => [check.id.slice(check.service.length + 1), check.service]);
  const by = new Map(found.map(([name]) => [name, found.filter(([other]) => other === name)]));
  const all = [...by].flatMap(([name, rows]) => (rows.length === own.length ? [name] : rows.map(([, service]) => `${service}.${name}`)));
  const stem = (name) => name.replace(/\[.*\]$/, '[…]');
  const counts = new Map(all.map((name) => [stem(name), all.filter((other) => stem(other) === stem(name)).length]));
  const many = (name) => name.endsWith(']') && counts.get(stem(name)) > SHOWN;
  return [...new Set(all.map((name) => (many(name) ? `${stem(name)} × ${counts.get(stem(name))}` : name)))];
}

function whyNot({ tier }) {
  return tier === 'offline' ? 'none: about the standard itself, not about a service' : 'none yet';
}

function unmoved() {
  const lines = Object.entries(UNMOVED).map(([id, why]) => `| \`${id}\` | ${why} |`);
  return ['## Checks that no fault makes fail', '', '| check | why |', '| --- | --- |', ...lines].join('\n');
}

function variations() {
  const lines = listVariations().map(
    ({ id, services: own, title, warns }) =>
      `| \`${id}\` | ${own.length === services.length ? 'all' : own.join(', ')} | ${title} | ${warns.join(', ')} |`,
  );
  return [
    '## Variations',
    '',
    `${lines.length} other ways to conform, of which none may be blamed; some earn a warning below \`must\`.`,
    '',
    '| variation | services | what is different | may be warned of |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function cell(words) {
  return words.map((word) => `\`${escaped(word)}\``).join(', ');
}

function escaped(words) {
  return words.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
