// Builds dist/: one script with the command line and the library, what is loaded late in files of its own, types; and the licences of what is inside.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, transformSync } from 'esbuild';
import { fillFolder, putFile } from './folder.mjs';
import { acrossFiles, besideParts, coreEntry, DATA, entries, layOut, PACKAGES, partEntries, slim, WASM } from './parts.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const typing = types();
typing.catch(() => undefined);
await import('./data.mjs');

const common = {
  absWorkingDir: root,
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  // A plain script starts faster than a module; so do fewer bytes. The names of functions, and lines, stay for the traces of our own bugs.
  format: 'cjs',
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  platform: 'node',
  target: 'node20.18',
  // `import()` would bring in Node's module loader.
  supported: { 'dynamic-import': false },
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  write: false,
};
const graph = await build({ ...common, entryPoints: ['core'], packages: 'external', plugins: [entries({ core: coreEntry() })] });
const layout = layOut(graph.metafile);
const texts = partEntries(layout);
const names = await exportsOf([...layout.named]);
const shared = new Set();
const validators = readdirSync(join(root, 'build/validators')).map((file) => file.replace(/\.js$/, ''));
const [parts, ...others] = await Promise.all([
  build({
    ...common,
    entryPoints: Object.keys(texts).map((part) => ({ in: part, out: `parts/${part}` })),
    plugins: [entries(texts), acrossFiles(layout, names, 'parts', shared), slim('parts'), besideParts],
  }),
  // Nobody looks for a name in what ajv wrote.
  build({
    ...common,
    minifyIdentifiers: true,
    entryPoints: validators.map((name) => ({ in: `build/validators/${name}.js`, out: `parts/validators/${name}` })),
  }),
]);
const core = await build({
  ...common,
  entryPoints: [{ in: 'core', out: 'core' }],
  plugins: [entries({ core: coreEntry([...shared].sort()) }), acrossFiles(layout, names, 'core'), slim('core')],
});
const built = [core, parts, ...others];
checkParts(core.metafile, parts.metafile);

const files = new Map([
  ...[core, parts].flatMap(({ outputFiles }) => outputFiles).map(({ path, text }) => [inside('dist', path), withShortLocals(text)]),
  ...others.flatMap(({ outputFiles }) => outputFiles).map(({ path, contents }) => [inside('dist', path), contents]),
]);
for (const name of DATA) files.set(`parts/${name}.json`, readFileSync(join(root, 'build', `${name}.json`)));
for (const [file, module] of Object.entries(WASM)) files.set(`parts/${file}`, require(module));
files.set(
  'index.js',
  `import core from './core.cjs';\n\nexport const { ${[...(await exportsOf(['src/index.ts'])).values()].flat().join(', ')} } = core.library;\n`,
);
files.set('vitest.js', await vitestDoor());
for (const [name, text] of await typing) files.set(`types/${name}`, text);
fillFolder(join(root, 'dist'), files);

const inputs = Object.assign({}, ...built.map(({ metafile }) => metafile.inputs));
const outputs = Object.assign({}, ...built.map(({ metafile }) => metafile.outputs));
putFile(join(root, 'build/meta.json'), JSON.stringify({ inputs, outputs }));
putFile(join(root, 'THIRD_PARTY_LICENSES'), licences(Object.keys(inputs)));

/** Esbuild takes a text for a script, whose names at the top others may use: those alone stay long. */
function withShortLocals(text) {
  const { minifyWhitespace, minifySyntax, lineLimit, platform, target, supported } = common;
  return transformSync(text, { minifyIdentifiers: true, minifyWhitespace, minifySyntax, lineLimit, platform, target, supported }).code;
}

/** Path in a folder of the project, with forward slashes. */
function inside(folder, path) {
  return relative(join(root, folder), path).replaceAll('\\', '/');
}

/** Declarations of the library, by file. */
async function types() {
  const out = mkdtempSync(join(tmpdir(), 'arp-conformance-types-'));
  try {
    await promisify(execFile)(process.execPath, [
      join(root, 'node_modules/typescript/bin/tsc'),
      '-p',
      join(root, 'tsconfig.build.json'),
      '--outDir',
      out,
    ]);
    const texts = new Map();
    // The compiler declares every file it reads; shipped are those that the library's own declarations name.
    const take = (name) => {
      if (texts.has(name)) return;
      const text = readFileSync(join(out, name), 'utf8');
      texts.set(name, text);
      for (const [, path] of text.matchAll(/(?:from |import\()'(\.[^']+)\.js'/g)) take(posix.join(posix.dirname(name), `${path}.d.ts`));
    };
    take('index.d.ts');
    take('vitest.d.ts');
    return texts;
  } catch (error) {
    throw new Error(`The declarations do not build:\n${error.stdout ?? error}`);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** The door for vitest: beside vitest itself it takes everything from the library. */
async function vitestDoor() {
  const library = {
    name: 'library',
    setup: (builder) => builder.onResolve({ filter: /^\.\/check\.js$/ }, () => ({ path: './index.js', external: true })),
  };
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/vitest.ts'],
    bundle: true,
    format: 'esm',
    packages: 'external',
    plugins: [library],
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

/** Names that modules export, types left out. */
async function exportsOf(files) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: files,
    format: 'esm',
    outdir: 'dist',
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
  return new Map(Object.values(metafile.outputs).map(({ entryPoint, exports }) => [entryPoint, exports.sort()]));
}

/** A source that stands in two files would be two: a class would not know its own instances. */
function checkParts(core, parts) {
  const taken = new Set([...Object.keys(core.inputs), ...Object.keys(parts.inputs)]);
  const idle = Object.values(PACKAGES)
    .flat()
    .filter((module) => !taken.has(`elsewhere:${module}`));
  if (idle.length > 0) throw new Error(`nothing imports ${idle.join(', ')}: see scripts/parts.mjs`);
  const placed = Object.values({ ...core.outputs, ...parts.outputs }).flatMap(({ inputs }) => Object.keys(inputs));
  const twice = placed.filter((input, index) => input.startsWith('src/') && placed.indexOf(input) !== index);
  if (twice.length > 0) throw new Error(`stands in several files of dist: ${twice.join(', ')}`);
}

/** The licence text of every package that has code in the bundle. */
function licences(inputs) {
  const folders = [...new Set(inputs.map((file) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(Boolean))];
  const parts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    if (file === undefined) throw new Error(`${folder} has code in the bundle and no licence text`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(root, folder, file), 'utf8').trim()}\n`;
  });
  return `The files in dist/ contain code of these packages.\n\n${parts.sort().join(`\n${'-'.repeat(80)}\n\n`)}`;
}
