import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** What a finished command leaves behind. */
export interface Outcome {
  /** Exit code; the name of the signal where one killed the process. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface CommandSettings {
  /** All there is besides PATH and HOME: nothing of the machine that runs the tests gets in. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  /** Standard input stays open, for what the test writes there later. */
  readonly typing?: true;
  /** Milliseconds after which it is killed, where it may take longer than most. */
  readonly patience?: number;
}

const BIN = fileURLToPath(new URL('../../bin/arp-conformance.js', import.meta.url));
/** A command that runs longer is killed, and its test fails. */
const PATIENCE = 60_000;

/** Runs the real command line to its end. */
export function runCli(args: readonly string[], settings?: CommandSettings): Promise<Outcome> {
  return startCli(args, settings).ended;
}

/** Starts the real command line. */
export function startCli(
  args: readonly string[],
  { env, cwd, stdin, typing, patience = PATIENCE }: CommandSettings = {},
): { child: ChildProcess; ended: Promise<Outcome> } {
  const started = performance.now();
  const home = temporaryFolder();
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: cwd ?? home,
    env: { PATH: process.env.PATH ?? '', HOME: home, ...env },
    timeout: patience,
    killSignal: 'SIGKILL',
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined);
  if (!typing) child.stdin.end(stdin ?? '');
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'no code', stdout, stderr, ms: performance.now() - started }));
  });
  return { child, ended };
}

/** A folder of its own for the test that asks; removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'arp-conformance-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
