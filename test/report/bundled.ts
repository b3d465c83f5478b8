import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const made = new Map<string, Promise<unknown>>();

/**
 * Sources as the build bundles them; the same files are the same modules for all tests of a process. The validators that the build compiles ahead
 * of time load in no other way: they ask for a TypeScript file by `require`.
 * @param files relative to the project, such as `src/index.ts`
 */
export function bundled<Module>(...files: readonly string[]): Promise<Module> {
  const key = [...files].sort().join();
  const module = made.get(key) ?? bundle(files);
  made.set(key, module);
  return module as Promise<Module>;
}

async function bundle(files: readonly string[]): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'arp-conformance-bundle-'));
  const outfile = join(folder, 'bundle.mjs');
  try {
    await build({
      stdin: { contents: files.map((file) => `export * from './${file}';`).join('\n'), resolveDir: ROOT },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.18',
      logLevel: 'error',
      banner: { js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);" },
    });
    return await import(/* @vite-ignore */ pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
