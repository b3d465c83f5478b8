import { spawn } from 'node:child_process';
import { UsageError } from '../errors.js';

/** Longest time that a command may take to tell a token, in milliseconds, and the most bytes that are read of it. */
const PATIENCE = 30_000;
const MOST = 64 * 1024;

/**
 * Runs a command of the user's by the shell and takes what it writes to stdout for a bearer token. What it writes is never shown: it is a
 * secret, or may hold one.
 * @throws UsageError of a sentence that is safe to show
 */
export async function tokenFromCommand(
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<string> {
  const { code, output, late } = await run(command, environment, signal);
  const fail = (what: string): never => {
    throw new UsageError(`--token-command ${what}. Run it by hand to see why; it is to write a token to stdout, and nothing else.`);
  };
  if (late) return fail(`took longer than ${PATIENCE / 1000} s`);
  if (code !== 0) return fail(`ended with ${typeof code === 'number' ? `code ${code}` : String(code)}`);
  const token = output.trim();
  if (token === '') return fail('wrote nothing');
  return /^[\x21-\x7e]+$/.test(token) ? token : fail('wrote white space or characters that no token has');
}

interface Ended {
  readonly code: number | string;
  readonly output: string;
  readonly late: boolean;
}

function run(command: string, env: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve) => {
    let output = '';
    let late = false;
    const child = spawn(command, { shell: true, env, signal, windowsHide: true, stdio: ['ignore', 'pipe', 'ignore'] });
    const timer = setTimeout(() => {
      late = true;
      // What the shell has started may hold the pipe open for longer than the shell lives.
      child.stdout.destroy();
      child.kill();
    }, PATIENCE);
    const end = (code: number | string): void => {
      clearTimeout(timer);
      resolve({ code, output, late });
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = `${output}${text}`.slice(0, MOST);
    });
    child.on('error', (error) => end((error as { code?: string }).code ?? error.name));
    child.on('close', (code, killer) => end(code ?? killer ?? 'no code'));
  });
}
