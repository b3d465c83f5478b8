import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

/** Data that is read when it is used, each as a file of JSON. */
export const DATA = [
  'spec',
  'requestSchemas',
  'derived',
  'smokeSuites',
  'coreSuites',
  'fullSuites',
  'vectors',
  'faults',
  'shapes',
  'templates',
  'genericKnowledge',
];
const dataOf = new Map(DATA.map((name) => [`#built/${name}.js`, name]));

/**
 * Packages that are loaded late, by the part of dist/parts/ that they make up: V8 reads all of a file when it is loaded, used or not.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const PACKAGES = {
  ajv: ['ajv/dist/2020.js', 'ajv-formats'],
  'junit-report-builder': ['junit-report-builder'],
  ora: ['ora'],
  proxy: ['undici/lib/dispatcher/env-http-proxy-agent.js', 'undici/lib/dispatcher/dispatcher.js', 'undici/lib/api/api-connect.js'],
  validators: ['#built/validators.js'],
  reportValidators: ['#built/reportValidators.js'],
  shapeValidators: ['#built/shapeValidators.js'],
  yaml: ['yaml'],
};

/** What our sources load by `import()` becomes a part by itself; these are what nearly every run loads, and stay in the one script. */
const EARLY = ['src/cli.ts', 'src/commands/check.ts', 'src/probe/prober.ts', 'src/report/terminal.ts'];

/**
 * Sources that are parts though nothing loads them by `import()`, each with what it alone uses: a run that finds nothing wrong calls none
 * of them. They are loaded when one of their exports is first asked for.
 */
const LATE = [
  'src/check.ts',
  'src/json/schema/judge.ts',
  'src/json/schema/well-formed.ts',
  'src/load/suites/misshapen.ts',
  'src/report/again-line.ts',
  'src/report/body-view.ts',
  'src/report/exchange-text.ts',
  'src/report/sentences.ts',
  'src/report/stream-sentences.ts',
  'src/validate/walk.ts',
];

/**
 * Packages that are taken as ES modules: what ours import is their default export. (Node gives all of a CommonJS package as its default.)
 * The CommonJS form of junit-report-builder has other packages inside, which no licence would name.
 */
const ES_MODULES = new Map([
  ['ora', 'ora'],
  ['junit-report-builder', 'junit-report-builder/dist/index.es.js'],
]);

/** What esbuild calls the entry point of the one script. */
const ENTRY = 'entry:core';

/**
 * Which of our sources stand in the one script, which in a part, which of them others take from that part, and which of these are not always
 * loaded by `import()`.
 * @typedef {{ core: ReadonlySet<string>, partOf: ReadonlyMap<string, string>, roots: ReadonlySet<string>, named: ReadonlySet<string> }} Layout
 */

/**
 * Every source stands in one place alone, so that its classes and its state are there once: in the one script, when that loads it at once;
 * else in the part of the `import()` that leads to it; what several parts use is a part of its own.
 * @param {import('esbuild').Metafile} graph of all sources, packages left out
 * @returns {Layout}
 */
export function layOut({ inputs }) {
  const edges = new Map(
    Object.entries(inputs).map(([file, { imports }]) => [
      file,
      imports.filter(({ external, path }) => !external && path.startsWith('src/')),
    ]),
  );
  const isLate = ({ kind, path }) => LATE.includes(path) || (kind === 'dynamic-import' && !EARLY.includes(path));
  const roots = new Set([...edges.values()].flat().flatMap((edge) => (isLate(edge) ? [edge.path] : [])));
  const stated = new Set([...edges.values()].flat().flatMap(({ kind, path }) => (kind === 'dynamic-import' ? [] : [path])));
  const reach = (root, stops) => {
    const found = new Set();
    const waiting = [root];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (found.has(file) || stops(file)) continue;
      found.add(file);
      for (const edge of edges.get(file) ?? []) if (!isLate(edge)) waiting.push(edge.path);
    }
    return found;
  };
  const core = reach(ENTRY, () => false);
  core.delete(ENTRY);
  for (const root of roots) if (core.has(root)) roots.delete(root);
  for (;;) {
    const partOf = new Map();
    const shared = new Set();
    for (const root of roots) {
      for (const file of reach(root, (other) => core.has(other) || (other !== root && roots.has(other)))) {
        if (partOf.has(file)) shared.add(file);
        partOf.set(file, nameOf(root));
      }
    }
    if (shared.size === 0) return { core, partOf, roots, named: new Set([...roots].filter((root) => stated.has(root))) };
    for (const file of shared) roots.add(file);
  }
}

function nameOf(file) {
  return file
    .replace(/^src\//, '')
    .replace(/\.ts$/, '')
    .replaceAll('/', '-');
}

/** The command line, the library, and what the parts use of them. @param {readonly string[]} shared sources */
export function coreEntry(shared = []) {
  const getters = shared.map((file) => `  get ${JSON.stringify(file)}() { return require('./${file}'); },`);
  return `export * as library from './src/index.ts';\nexport * as line from './src/commands/line.ts';\nexport const start = () => import('./src/cli.ts');\nexport const shared = {\n${getters.join('\n')}\n};`;
}

/** Entry points of the parts by name: what other files take from them. @param {Layout} layout */
export function partEntries({ roots }) {
  const packages = Object.entries(PACKAGES).map(([part, modules]) => [part, modules.map(exportOf).join('\n')]);
  const own = [...roots].map((file) => [nameOf(file), `exports[${JSON.stringify(file)}] = require('./${file}');`]);
  return Object.fromEntries([...packages, ...own]);
}

function exportOf(module) {
  const path = ES_MODULES.get(module) ?? module;
  return `exports[${JSON.stringify(module)}] = require(${JSON.stringify(path)})${ES_MODULES.has(module) ? '.default' : ''};`;
}

/** Entry points that are no files. */
export function entries(texts) {
  return {
    name: 'entries',
    setup(builder) {
      builder.onResolve({ filter: /./ }, ({ path, kind }) => (kind === 'entry-point' ? { path, namespace: 'entry' } : undefined));
      builder.onLoad({ filter: /./, namespace: 'entry' }, ({ path }) => ({ contents: texts[path], resolveDir: root, loader: 'ts' }));
    },
  };
}

const packageParts = new Map(Object.entries(PACKAGES).flatMap(([part, modules]) => modules.map((module) => [module, part])));

/**
 * Leaves out of a file what stands in another one; what is left in its place takes it from there when it is asked for.
 * @param {Layout} layout
 * @param {ReadonlyMap<string, readonly string[]>} names what those of the layout export that are not always loaded by `import()`
 * @param {'core' | 'parts'} here
 * @param {Set<string>} shared takes down the sources that parts take from the one script
 */
export function acrossFiles({ core, partOf }, names, here, shared = new Set()) {
  const take = (file, module) => ({ path: module, namespace: 'elsewhere', pluginData: `require('${file}')[${JSON.stringify(module)}]` });
  const [toPart, toCore] = here === 'core' ? ['./parts/', ''] : ['./', '../core.cjs'];
  return {
    name: 'across-files',
    setup(builder) {
      builder.onResolve({ filter: /./ }, ({ path, importer, namespace, kind }) => {
        if (kind === 'entry-point' || namespace === 'entry' || /node_modules/.test(importer) || namespace === 'elsewhere') return undefined;
        const from = importer === '' ? '' : relative(root, importer).replaceAll('\\', '/');
        const module = path.startsWith('.') ? posix.join(posix.dirname(from), path).replace(/\.js$/, '.ts') : path;
        const data = dataOf.get(module);
        if (data !== undefined)
          return { path: module, namespace: 'elsewhere', pluginData: `{ ${data}: require('${toPart}${data}.json') }` };
        const part = packageParts.get(module) ?? partOf.get(module);
        if (part !== undefined) return part === partOf.get(from) ? undefined : take(`${toPart}${part}.cjs`, module);
        if (here === 'core' || !core.has(module)) return undefined;
        shared.add(module);
        return { path: module, namespace: 'elsewhere', pluginData: `require('${toCore}').shared[${JSON.stringify(module)}]` };
      });
      builder.onLoad({ filter: /./, namespace: 'elsewhere' }, ({ path, pluginData }) => ({
        contents: names.has(path) ? lazily(pluginData, names.get(path)) : `module.exports = ${pluginData};`,
      }));
      builder.onResolve({ filter: /\.(cjs|json)$/, namespace: 'elsewhere' }, ({ path }) => ({ path, external: true }));
    },
  };
}

/** A module whose exports are there from the beginning, and which is loaded when the first of them is asked for. */
function lazily(module, names) {
  const getters = names.map((name) => `  get ${name}() { return load().${name}; },`);
  return `let loaded;\nconst load = () => (loaded ??= ${module});\nmodule.exports = {\n${getters.join('\n')}\n};`;
}

/** Each validator stays a file of its own beside the part that names it. */
export const besideParts = {
  name: 'beside-parts',
  setup(builder) {
    builder.onResolve({ filter: /^\.\/validators\/.*\.js$/ }, ({ path }) => ({
      path: path.replace(/\.js$/, '.cjs'),
      external: true,
    }));
  },
};

const STUBS = {
  // HTTP/2 is never spoken.
  'client-h2': 'module.exports = () => { throw new Error("HTTP/2 is not spoken"); };',
  // Only text is sent.
  'web/fetch/body': 'exports.extractBody = () => { throw new Error("only text can be sent"); };',
  // Of node:http undici wants a default that is always given, and a class to compare with; of node:assert one function. Both are slow to load.
  'node:http': 'module.exports = { maxHeaderSize: 16384, IncomingMessage: class {} };',
  'node:assert':
    'module.exports = (holds, why) => { if (!holds) throw why instanceof Error ? why : new Error(why ?? "assertion failed"); };',
  // Commander starts other programs as subcommands; ours has none.
  'node:child_process': 'module.exports = {};',
};
const COMPILE = "mod = new WebAssembly.Module(require('../llhttp/llhttp_simd-wasm.js'))";

/** The parser that undici carries along as text, by the name of its file in dist/parts/. */
export const WASM = {
  'llhttp.wasm': 'undici/lib/llhttp/llhttp-wasm.js',
  'llhttp-simd.wasm': 'undici/lib/llhttp/llhttp_simd-wasm.js',
};
/** Takes from undici and commander what is slow to load and never used. @param {'core' | 'parts'} here */
export function slim(here) {
  const beside = here === 'core' ? './parts/' : './';
  return {
    name: 'slim',
    setup(builder) {
      builder.onResolve({ filter: /(client-h2|web\/fetch\/body)\.js$|^node:(http|assert|child_process)$/ }, ({ path, importer }) => {
        const stub = Object.keys(STUBS).find((name) => path.includes(name));
        return /node_modules[\\/](undici|commander)[\\/]/.test(importer) ? { path: stub, namespace: 'stub' } : undefined;
      });
      builder.onLoad({ filter: /./, namespace: 'stub' }, ({ path }) => ({ contents: STUBS[path] }));

      builder.onLoad({ filter: /undici[\\/]lib[\\/]llhttp[\\/]llhttp\w*-wasm\.js$/ }, ({ path }) => {
        const [file] = Object.entries(WASM).find(([, module]) => posix.basename(module) === basename(path));
        return { contents: `module.exports = require('node:fs').readFileSync(require.resolve('${beside}${file}'));` };
      });
      builder.onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path, external: true }));
      // Undici makes dozens of tables anew at every start; its client looks into two.
      builder.onLoad({ filter: /undici[\\/]lib[\\/]llhttp[\\/]constants\.js$/ }, ({ path }) => {
        const client = readFileSync(join(dirname(path), '../dispatcher/client-h1.js'), 'utf8');
        const asked = new Set([...client.matchAll(/\bconstants\.([A-Z]\w*)/g)].map(([, name]) => name));
        const tables = Object.entries(require(path)).filter(([name]) => asked.has(name));
        return { contents: JSON.stringify(Object.fromEntries(tables)), loader: 'json' };
      });

      // On Node 20 the engine optimises undici's WASM parser in the background, and the process cannot end before that is done (80 ms).
      // The flag stands only while the parser is compiled: under any changed flag Node compiles its own modules anew instead of taking them from its snapshot.
      builder.onLoad({ filter: /undici[\\/]lib[\\/]dispatcher[\\/]client-h1\.js$/ }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (!source.includes(COMPILE)) throw new Error('undici compiles its parser in another way now: see scripts/parts.mjs');
        const contents = source.replace(
          COMPILE,
          `const late = process.versions.node.startsWith('20.') ? require('node:v8') : undefined
      late?.setFlagsFromString('--wasm-tiering-budget=100000000')
      try { ${COMPILE} } finally { late?.setFlagsFromString('--wasm-tiering-budget=1800000') }`,
        );
        return { contents: shortNames(contents) };
      });
      builder.onLoad({ filter: /[\\/]node_modules[\\/].*\.m?js$/ }, ({ path }) => ({ contents: shortNames(readFileSync(path, 'utf8')) }));
    },
  };
}

/** Code of a package in fewer bytes: nobody looks for its names in the trace of a bug of ours. */
function shortNames(source) {
  const isModule = /^(import|export)\b/m.test(source);
  return transformSync(source, { minifyIdentifiers: true, ...(isModule ? {} : { format: 'cjs' }) }).code;
}
