import { createRequire } from 'node:module';
import type { CheckOptions } from '../../src/check.js';
import type { Outcome } from './command.js';

/** The library as it was built. */
const { check, UsageError } = (createRequire(import.meta.url)('../../dist/core.cjs') as { library: typeof import('../../src/index.js') })
  .library;

/**
 * Runs `check SERVICE --url URL … --format json` in this process: for tests of what is behind the front door, which start no process for each run.
 * @param env of which the token counts
 */
export async function runInside(
  [command, service = '', ...args]: readonly string[],
  { env = {} }: { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Outcome> {
  if (command !== 'check') throw new Error(`only check runs inside, not ${command}`);
  const { url = '', format, ...options } = optionsIn(args) as CheckOptions & { url?: string; format?: string };
  if (format !== 'json') throw new Error('what runs inside is reported with --format json');
  const { ARP_TOKEN: token, ...others } = env;
  if (Object.keys(others).length > 0) throw new Error(`what runs inside knows nothing of ${Object.keys(others).join()}`);
  const started = performance.now();
  const ended = (code: number, stdout: string, stderr: string): Outcome => ({ code, stdout, stderr, ms: performance.now() - started });
  try {
    const document = await check({ service, url, ...options, ...(token === undefined ? {} : { token }) });
    return ended(document.exit_code, JSON.stringify(document), '');
  } catch (error) {
    if (error instanceof UsageError) return ended(2, '', error.message);
    throw error;
  }
}

/** Those that may stand more than once; of the others the last one counts. */
const REPEATABLE = new Set(['include', 'exclude', 'only', 'suite']);

/** Flags as options of the library. */
function optionsIn(args: readonly string[]): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  args.forEach((flag, index) => {
    if (!flag.startsWith('--')) return;
    const key = flag.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const next = args[index + 1];
    const value = next === undefined || next.startsWith('--') ? true : next;
    options[key] = key in options && REPEATABLE.has(key) ? [options[key], value].flat() : value;
  });
  return options;
}
