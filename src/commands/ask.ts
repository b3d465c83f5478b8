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
