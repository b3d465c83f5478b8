import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * What the command line loads late, each a file of its own in dist/parts/: V8 reads all of a file when it is loaded, used or not.
 * Only leaves may stand here (packages, data, a part of src/ that shares no class with the rest), since a part brings its own copy of what it imports.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const PARTS = {
  ajv: ['ajv/dist/2020.js', 'ajv-formats'],
  junit: ['junit-report-builder'],
  ora: ['ora'],
  proxy: ['undici/lib/dispatcher/env-http-proxy-agent.js', 'undici/lib/dispatcher/dispatcher.js', 'undici/lib/api/api-connect.js'],
  reference: ['../reference/index.js'],
  spec: ['#built/spec.js'],
  smokeSuites: ['#built/smokeSuites.js'],
  coreSuites: ['#built/coreSuites.js'],
  fullSuites: ['#built/fullSuites.js'],
  vectors: ['#built/vectors.js'],
  yaml: ['yaml'],
};

/**
 * Packages that are taken as ES modules: what ours import is their default export. (Node gives all of a CommonJS package as its default.)
 * The CommonJS form of junit-report-builder has other packages inside, which no licence would name.
 */
const ES_MODULES = new Map([
  ['ora', 'ora'],
  ['junit-report-builder', 'junit-report-builder/dist/index.es.js'],
]);

/** The command line and the library, in one script. */
export const CORE = "export * as library from './src/index.ts';\nexport const start = () => import('./src/cli.ts');";

export function partEntry(part) {
  const exported = (module) => {
    const path = module.startsWith('../') ? module.replace('..', './src').replace(/\.js$/, '.ts') : (ES_MODULES.get(module) ?? module);
    return `exports[${JSON.stringify(module)}] = require(${JSON.stringify(path)})${ES_MODULES.has(module) ? '.default' : ''};`;
  };
  return PARTS[part].map(exported).join('\n');
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

const partOf = new Map(Object.entries(PARTS).flatMap(([part, modules]) => modules.map((module) => [module, part])));

/** Leaves the parts out of a bundle; what is left in their place takes them from their files. */
export const lateParts = {
  name: 'late-parts',
  setup(builder) {
    builder.onResolve({ filter: /./ }, ({ path, importer }) => {
      const part = importer === '' || /node_modules/.test(importer) ? undefined : partOf.get(path);
      return part === undefined ? undefined : { path, namespace: 'part', pluginData: part };
    });
    builder.onLoad({ filter: /./, namespace: 'part' }, ({ path, pluginData }) => ({
      contents: `module.exports = require('./parts/${pluginData}.cjs')[${JSON.stringify(path)}];`,
    }));
    builder.onResolve({ filter: /^\.\/parts\// }, ({ path }) => ({ path, external: true }));
  },
};

/** Data, and each validator, stay files of their own beside the part that names them. */
export const besideParts = {
  name: 'beside-parts',
  setup(builder) {
    builder.onResolve({ filter: /^\.\/(validators\/.*\.js|(spec|smokeSuites|coreSuites|fullSuites|vectors)\.json)$/ }, ({ path }) => ({
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
