import { readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Data that is read when it is used, each as a file of JSON. */
export const DATA = ['spec', 'smokeSuites', 'coreSuites', 'fullSuites', 'vectors', 'shapes', 'templates', 'genericKnowledge'];

/**
 * Packages and data that are loaded late, by the part of dist/parts/ that they make up: V8 reads all of a file when it is loaded, used or not.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const PACKAGES = {
  ajv: ['ajv/dist/2020.js', 'ajv-formats'],
  'junit-report-builder': ['junit-report-builder'],
  ora: ['ora'],
  proxy: ['undici/lib/dispatcher/env-http-proxy-agent.js', 'undici/lib/dispatcher/dispatcher.js', 'undici/lib/api/api-connect.js'],
  ...Object.fromEntries(DATA.map((name) => [name, [`#built/${name}.js`]])),
  reportValidators: ['#built/reportValidators.js'],
  yaml: ['yaml'],
};

/** What our sources load by `import()` becomes a part by itself; these are what nearly every run loads, and stay in the one script. */
const EARLY = ['src/cli.ts', 'src/commands/check.ts', 'src/probe/prober.ts', 'src/report/terminal.ts', 'src/store/files.ts'];

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
 * Which of our sources stand in the one script, which in a part, and which of them others take from that part.
 * @typedef {{ core: ReadonlySet<string>, partOf: ReadonlyMap<string, string>, roots: ReadonlySet<string> }} Layout
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
  const isLate = ({ kind, path }) => kind === 'dynamic-import' && !EARLY.includes(path);
  const roots = new Set([...edges.values()].flat().flatMap((edge) => (isLate(edge) ? [edge.path] : [])));
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
    if (shared.size === 0) return { core, partOf, roots };
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
  return `export * as library from './src/index.ts';\nexport const start = () => import('./src/cli.ts');\nexport const shared = {\n${getters.join('\n')}\n};`;
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
 * @param {'core' | 'parts'} here
 * @param {Set<string>} shared takes down the sources that parts take from the one script
 */
export function acrossFiles({ core, partOf }, here, shared = new Set()) {
  const take = (file, module) => ({ path: module, namespace: 'elsewhere', pluginData: `require('${file}')` });
  const [toPart, toCore] = here === 'core' ? ['./parts/', ''] : ['./', '../core.cjs'];
  return {
    name: 'across-files',
    setup(builder) {
      builder.onResolve({ filter: /./ }, ({ path, importer, namespace, kind }) => {
        if (kind === 'entry-point' || namespace === 'entry' || /node_modules/.test(importer) || namespace === 'elsewhere') return undefined;
        const from = importer === '' ? '' : relative(root, importer).replaceAll('\\', '/');
        const module = path.startsWith('.') ? posix.join(posix.dirname(from), path).replace(/\.js$/, '.ts') : path;
        const part = packageParts.get(module) ?? partOf.get(module);
        if (part !== undefined) return part === partOf.get(from) ? undefined : take(`${toPart}${part}.cjs`, module);
        if (here === 'core' || !core.has(module)) return undefined;
        shared.add(module);
        return { ...take(toCore, module), pluginData: `require('${toCore}').shared` };
      });
      builder.onLoad({ filter: /./, namespace: 'elsewhere' }, ({ path, pluginData }) => ({
        contents: `module.exports = ${pluginData}[${JSON.stringify(path)}];`,
      }));
      builder.onResolve({ filter: /\.cjs$/, namespace: 'elsewhere' }, ({ path }) => ({ path, external: true }));
    },
  };
}

/** Data, and each validator, stay files of their own beside the part that names them. */
export const besideParts = {
  name: 'beside-parts',
  setup(builder) {
    builder.onResolve({ filter: new RegExp(`^\\./(validators/.*\\.js|(${DATA.join('|')})\\.json)$`) }, ({ path }) => ({
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

/** Takes from undici and commander what is slow to load and never used. */
export const slim = {
  name: 'slim',
  setup(builder) {
    builder.onResolve({ filter: /(client-h2|web\/fetch\/body)\.js$|^node:(http|assert|child_process)$/ }, ({ path, importer }) => {
      const stub = Object.keys(STUBS).find((name) => path.includes(name));
      return /node_modules[\\/](undici|commander)[\\/]/.test(importer) ? { path: stub, namespace: 'stub' } : undefined;
    });
    builder.onLoad({ filter: /./, namespace: 'stub' }, ({ path }) => ({ contents: STUBS[path] }));

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
      return { contents };
    });
  },
};
