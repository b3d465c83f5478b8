// Writes build/: the project's data (spec, suites, package), ready to run. Everything here comes from spec/, suites/ and package.json.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';
import { fillFolder } from './folder.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'build');
const at = (...parts) => join(root, ...parts);
const written = new Map();
const write = (file, text) => written.set(file, text);
// JSON is read several times faster than the same data as source.
const writeData = (name, value) => {
  write(`${name}.json`, JSON.stringify(value));
  write(`${name}.js`, `import ${name} from './${name}.json' with { type: 'json' };\nexport { ${name} };\n`);
};

const loaders = join(out, `loaders-${process.pid}.mjs`);
// The loaders of the tool itself read the data, so that built-in and --spec-path cannot drift apart.
await build({
  stdin: {
    contents: `
      export { readSpecFolder, specFromFolder } from './src/load/spec/folder.ts';
      export { knowledgeOf } from './src/load/spec/knowledge.ts';
      export { readKnowledge } from './src/load/spec/read-knowledge.ts';
      export { bundle } from './src/load/spec/bundle.ts';
      export { addressOf, schemaCompiler } from './src/load/spec/compile.ts';
      export { VectorShelf } from './src/load/vectors/shelf.ts';
      export { shapeCompiler } from './src/load/suites/shape-compiler.ts';
      export { readSuites } from './src/load/suites/read.ts';
      export { wordsOf } from './src/load/suites/words.ts';
      export { rivalsOf } from './src/plan/derive/rivals.ts';
      export { deriveFrom } from './src/plan/derive/derive.ts';
      export { withoutSent } from './src/plan/derive/unsent.ts';
      export { listFaults } from './src/reference/catalogue.ts';
      export { usageText } from './src/errors.ts';
      export { default as standalone } from 'ajv/dist/standalone/index.js';
      export { _ } from 'ajv';`,
    resolveDir: root,
  },
  outfile: loaders,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  // What is made here cannot be there yet.
  external: ['#built/*'],
  logLevel: 'warning',
});
const load = await import(pathToFileURL(loaders).href);
rmSync(loaders);

const packageJson = JSON.parse(readFileSync(at('package.json'), 'utf8'));
const files = load.readSpecFolder(at('spec/v1'), 'v1');
const knowledge = load.readKnowledge(at('spec/v1'));
const order = [...new Set(knowledge.requirements.flatMap(({ services }) => services))];
const services = [...files.services].sort((a, b) => order.indexOf(a) - order.indexOf(b));

const codeBeside = (folder) => ({
  source: true,
  esm: true,
  lines: true,
  formats: load._`require(${`${folder}/src/json/formats.ts`}).formats`,
});
writeData('spec', { knowledge, services, operations: files.operations, schemas: Object.keys(files.schemas) });

// What the full tier derives requests from.
const requestKeys = files.operations.flatMap(({ request, parameters = [] }) =>
  [request ?? [], parameters.map(({ schema }) => schema)].flat(),
);
writeData('requestSchemas', Object.fromEntries([...new Set(requestKeys)].map((key) => [key, load.bundle(key, files.schemas)])));

write('validators/report.js', reportValidators());
write('reportValidators.js', "export const reportValidators = () => import('./validators/report.js');\n");

/** What holds a stored report to its schema. A reader passes over what it does not know, so that newer reports can be read. */
function reportValidators() {
  const open = (value) => {
    if (Array.isArray(value)) return value.map(open);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) => (name === 'additionalProperties' && item === false ? [] : [[name, open(item)]])),
    );
  };
  const { oneOf: _, ...schema } = open(JSON.parse(readFileSync(at('reports/report.schema.json'), 'utf8')));
  const own = load.schemaCompiler({ report: schema }, { allErrors: false, code: codeBeside('../..') });
  const address = (name) => `${load.addressOf('report')}#/$defs/${name}`;
  const code = load.standalone.default(own, { report: address('report'), reports: address('reports') });
  return code;
}

const TIERS = ['smoke', 'core', 'full'];
const suiteFiles = readdirSync(at('suites'), { recursive: true })
  .filter((file) => file.endsWith('.yaml'))
  .sort();
const suiteSchema = JSON.parse(readFileSync(at('suites/suite.schema.json'), 'utf8'));
const vectorSchema = JSON.parse(readFileSync(at('suites/vector.schema.json'), 'utf8'));
writeData('shapes', { suite: suiteSchema, vector: vectorSchema });
const shaping = load.shapeCompiler({
  schemas: { suite: suiteSchema, vector: vectorSchema },
  // What does not fit is told by ajv itself.
  messages: false,
  code: { source: true, esm: true, lines: true },
});
write('shapeValidators.js', load.standalone.default(shaping, { suite: 'suite', vector: 'vector' }));
writeData(
  'templates',
  readdirSync(at('templates/suite'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((path) => ({ path: relative(at('templates/suite'), path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') })),
);
writeData('genericKnowledge', load.readKnowledge(at('spec/generic')));
const shelf = new load.VectorShelf({ schema: vectorSchema });
const words = load.wordsOf(
  { ...files, ...knowledge },
  knowledge.requirements.map(({ id }) => id),
  { base: [], vectors: (pattern) => shelf.select(pattern, root) },
);

function readSuites() {
  try {
    return load.readSuites(
      suiteFiles.map((file) => at('suites', file)),
      { schema: suiteSchema },
      words,
    );
  } catch (error) {
    throw new Error(`The suites cannot be read: ${load.usageText(error)}`);
  }
}

/** Path inside the project, with forward slashes. */
function inside(path) {
  return relative(root, path).replaceAll('\\', '/');
}

writeData('vectors', { valid: vectorsOf('valid'), invalid: vectorsOf('invalid') });

/** All payloads of a kind, each with its schema; logs of several payloads are left out. */
function vectorsOf(kind) {
  return shelf.select(`vectors/v1/${kind}/**/*.json`, root).vectors.map(({ vector: { schema, name, payloads, sidecar } }) => {
    const { requirement, why, at: place } = sidecar;
    const payload = payloads[0].value;
    return kind === 'valid' ? { schema, name, payload } : { schema, name, payload, requirement, why, at: place };
  });
}

const read = readSuites().map((suite) => ({ ...suite, file: inside(suite.file) }));
const suites = TIERS.flatMap((tier) => read.filter((suite) => suite.tier === tier));
// A run reads nothing of deeper tiers than its own.
for (const tier of TIERS)
  writeData(
    `${tier}Suites`,
    suites.filter((suite) => suite.tier === tier),
  );
writeValidators();

/** One module for what names them all and for those that a smoke run needs; one for each of the others, so that any run loads the few that it needs. */
function writeValidators() {
  const compiler = (folder) => load.schemaCompiler(files.schemas, { code: codeBeside(folder) });
  const ajv = compiler('../..');
  const keys = Object.keys(files.schemas);
  const sent = suites.flatMap(({ tier, checks }) => (tier === 'smoke' ? checks.flatMap(({ probe }) => probe?.operation ?? []) : []));
  const answers = files.operations.filter(({ id }) => sent.includes(id)).flatMap((operation) => Object.values(operation.answers));
  const early = new Map([...new Set(answers.flatMap(({ schema }) => schema ?? []))].map((key) => [key, `v${keys.indexOf(key)}`]));
  const addresses = Object.fromEntries([...early].map(([key, name]) => [name, load.addressOf(key)]));
  write('smokeValidators.js', load.standalone.default(compiler('..'), addresses));
  const modules = keys.map((key, index) => {
    const name = early.get(key);
    if (name !== undefined) return `  ${JSON.stringify(key)}: async () => ({ validate: smoke.${name} }),\n`;
    const file = `validators/${String(index).padStart(2, '0')}.js`;
    write(file, load.standalone.default(ajv, ajv.getSchema(load.addressOf(key))));
    return `  ${JSON.stringify(key)}: () => import('./${file}'),\n`;
  });
  write('validators.js', `import * as smoke from './smokeValidators.js';\nexport const validators = {\n${modules.join('')}};\n`);
}

writeData(
  'faults',
  load.listFaults().map(({ id, services: own, breaks, title }) => ({ id, services: own, breaks, title })),
);
writeData('derived', await derivedChecks());

/** What comes of the checks that derive, as far as each differs from the one that it comes of: a whole run of tier full need not derive it anew. */
async function derivedChecks() {
  const spec = await load.specFromFolder(at('spec/v1'), { knowledge: load.knowledgeOf(knowledge), services });
  const checks = suites.flatMap((suite) => suite.checks);
  const entries = checks
    .filter(({ derive }) => derive !== undefined)
    .map(async (check) => {
      const rivals = load.rivalsOf(check, checks);
      const left = await load.withoutSent(await load.deriveFrom(check, spec), rivals, check, spec);
      const own = (made) => Object.fromEntries(Object.entries(made).filter(([key, value]) => !isDeepStrictEqual(value, check[key])));
      return [check.id, { rivals: rivals.map(({ id }) => id), checks: left.map(({ check: made, fault }) => ({ own: own(made), fault })) }];
    });
  return Object.fromEntries(await Promise.all(entries));
}
const { name, version } = packageJson;
const { inputs } = knowledge;
write('package.js', `export const { name, version, services, inputs } = ${JSON.stringify({ name, version, services, inputs })};\n`);
fillFolder(out, written, /\.js$/);
