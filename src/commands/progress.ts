import type { Host } from './host.js';

/** Tells on stderr what goes on: a spinner on a real terminal, one plain line for each step elsewhere, nothing when quiet. */
export interface Progress {
  step(text: string): void;
  end(): void;
}

/** Runs shorter than this show no spinner at all, in milliseconds. */
const PATIENCE = 150;

export function startProgress({ stderr, environment }: Host, opening: string, quiet: boolean): Progress {
  if (quiet) return { step: () => undefined, end: () => undefined };
  // A terminal of no columns makes the spinner divide by zero, for ever.
  const animated = stderr.isTTY && stderr.columns > 0 && !environment.CI && environment.TERM !== 'dumb';
  if (!animated) {
    stderr.write(`${opening}\n`);
    return { step: () => undefined, end: () => undefined };
  }
  let spinner: { text: string; stop(): unknown } | undefined;
  let over = false;
  const timer = setTimeout(async () => {
    const { default: ora } = await import('ora');
    if (!over) spinner = ora({ text: opening, discardStdin: false }).start();
  }, PATIENCE);
  return {
    step(text) {
      if (spinner !== undefined) spinner.text = text;
    },
    end() {
      over = true;
      clearTimeout(timer);
      spinner?.stop();
    },
  };
}
