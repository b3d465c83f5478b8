import type { Secrets } from '../secrets.js';

/** What a command needs of the process that it runs in. Only `cli.ts` makes one from the real process; tests and callers make their own. */
export interface Host {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  readonly stdout: Screen;
  /** What is written here is written without any of the secrets. */
  readonly stderr: Screen;
  /** What no output may hold, as far as it is known by now. */
  readonly secrets: Secrets;
  /** Aborts when the user interrupts; its reason is the name of the signal. */
  readonly signal: AbortSignal;
  readonly tool: { readonly name: string; readonly version: string };
  readonly runtime: { readonly version: string; readonly platform: string };
  /** Tells the user, in a sentence, what could not be written, and sees to it that the exit code is not 0. */
  unwritten(sentence: string): void;
  /** Takes what tells the user, who does not wait for the end, what would have been done till then. */
  beforeLeaving(words: () => Promise<string>): void;
  /** Puts a question to the user and gives the answer; absent where nobody sits at a terminal. */
  readonly ask?: (question: string) => Promise<string>;
  /** Hands on each line of standard input as it comes, and undefined when there will be no more; gives what ends that. */
  readonly lines?: (take: (line: string | undefined) => void) => () => void;
}

/** One of the two streams that a user sees. */
export interface Screen {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Columns; 0 when unknown. */
  readonly columns: number;
}

/** What a stream of the process is to a command. */
export function screenOf(stream: NodeJS.WriteStream): Screen {
  return { write: (text) => void stream.write(text), isTTY: stream.isTTY === true, columns: stream.columns ?? 0 };
}

/** Width to draw for where a stream does not tell, and bounds within which reports stay readable. */
export function widthOf({ columns }: Screen): number {
  return columns > 0 ? Math.min(Math.max(columns, 60), 160) : 100;
}

/** Whether to colour: `--color` decides, then NO_COLOR and FORCE_COLOR (where not empty), then whether it is a terminal. */
export function wantsColor(when: string, screen: Screen, environment: Host['environment']): boolean {
  if (when !== 'auto') return when === 'always';
  if (environment.NO_COLOR) return false;
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return screen.isTTY && environment.TERM !== 'dumb';
}
