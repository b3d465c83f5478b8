import { rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Bundles the {@link doors}; beside the packages that they need. */
async function bundled(): Promise<typeof import('./doors.js')> {
  const outfile = fileURLToPath(new URL(`../../build/doors-${process.pid}.mjs`, import.meta.url));
  const entry = fileURLToPath(new URL('doors.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'warning' });
  try {
    return (await import(pathToFileURL(outfile).href)) as typeof import('./doors.js');
  } finally {
    rmSync(outfile);
  }
}

export const doors = await bundled();
