import type { Host } from './host.js';

/** Puts questions to whoever sits at a terminal, until a signal ends it. */
export function asker(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, signal: AbortSignal): NonNullable<Host['ask']> {
  return async (question) => {
    const { createInterface } = await import('node:readline/promises');
    const terminal = createInterface({ input, output });
    try {
      return await terminal.question(question, { signal });
    } finally {
      terminal.close();
    }
  };
}

/** Hands on what is typed, line by line, until it is told to end. */
export function liner(input: NodeJS.ReadableStream): NonNullable<Host['lines']> {
  return (take) => {
    let ended = false;
    let close = (): void => undefined;
    void import('node:readline').then(({ createInterface }) => {
      if (ended) return;
      const reader = createInterface({ input, terminal: false });
      reader.on('line', take);
      reader.on('close', () => take(undefined));
      input.on('error', () => undefined);
      close = () => reader.close();
    });
    return () => {
      ended = true;
      close();
    };
  };
}
