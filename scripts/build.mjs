// Builds dist/: the command line and the library as ES modules, what is loaded late in files of its own, types, and the licences of what is inside.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

await import('./data.mjs');

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });

/** HTTP/2 is never spoken: its client is loaded by undici at start-up and not needed. */
const withoutHttp2 = {
  name: 'without-http2',
  setup(builder) {
    builder.onResolve({ filter: /client-h2(\.js)?$/ }, ({ path }) => ({ path, namespace: 'without-http2' }));
    builder.onLoad({ filter: /.*/, namespace: 'without-http2' }, () => ({
      contents: 'module.exports = () => { throw new Error("HTTP/2 is not spoken") };',
    }));
  },
};

const { metafile } = await build({
  entryPoints: { cli: join(root, 'src/cli.ts'), index: join(root, 'src/index.ts') },
  outdir: join(root, 'dist'),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  chunkNames: 'chunks/[name]-[hash]',
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [withoutHttp2],
  // CommonJS packages inside ask for Node's modules by require.
  banner: { js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);" },
});

execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
writeFileSync(join(root, 'THIRD_PARTY_LICENSES'), licences(Object.keys(metafile.inputs)));

/** The licence text of every package that has code in the bundle. */
function licences(inputs) {
  const names = [...new Set(inputs.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean))].sort();
  const parts = names.map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text =
      file !== undefined && existsSync(join(folder, file))
        ? readFileSync(join(folder, file), 'utf8').trim()
        : 'No licence text is in the package.';
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `The files in dist/ contain code of these packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
