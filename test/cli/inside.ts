import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Screen } from '../../src/commands/host.js';
import { type CommandSettings, type Outcome, temporaryFolder } from './command.js';

/** The command line as it was built. */
const { hostIn, runLine } = (createRequire(import.meta.url)('../../dist/core.cjs') as { line: typeof import('../../src/commands/line.js') })
  .line;
const UNWRITTEN = 5;

/**
 * Runs a command line to its end in this process, which costs a tenth of a process of its own: for tests of what a command does and says. What a process
 * alone has (signals, streams that break, standard input, how it ends) is tested with `runCli`.
 */
export async function runInside(words: readonly string[], { env, cwd }: Pick<CommandSettings, 'env' | 'cwd'> = {}): Promise<Outcome> {
  const started = performance.now();
  const home = temporaryFolder();
  const [stdout, stderr, lost] = [new Collected(), new Collected(), new Set<string>()];
  const host = hostIn({
    environment: { PATH: process.env.PATH, HOME: home, ...env },
    directory: cwd ?? home,
    stdout,
    stderr,
    signal: new AbortController().signal,
    unwritten: (sentence) => void lost.add(sentence),
    beforeLeaving: () => undefined,
    runtime: { version: process.versions.node, platform: `${process.platform} ${process.arch}` },
  });
  const leave = enter(host.directory, cwd !== undefined);
  const code = await runLine(words, host).finally(leave);
  for (const sentence of lost) stderr.write(`arp-conformance: ${sentence}\n`);
  return {
    code: code === 0 && lost.size > 0 ? UNWRITTEN : code,
    stdout: stdout.text,
    stderr: stderr.text,
    ms: performance.now() - started,
  };
}

let underWay = 0;
let outside = '';

/** Paths are read from the folder that the process is in, and it is in one at a time. @param strictly or no other would do. @returns what leaves it */
function enter(folder: string, strictly: boolean): () => void {
  if (underWay === 0) {
    outside = process.cwd();
    process.chdir(folder);
  } else if (strictly && realpathSync(folder) !== process.cwd()) {
    throw new Error('what runs inside at the same time runs in the same folder');
  }
  underWay += 1;
  return () => {
    underWay -= 1;
    if (underWay === 0) process.chdir(outside);
  };
}

/** A stream that nobody sees. */
class Collected implements Screen {
  readonly isTTY = false;
  readonly columns = 0;
  text = '';
  readonly write = (text: string): void => {
    this.text += text;
  };
}
