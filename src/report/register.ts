import type { RunReport } from '../model.js';

/** How a report is to look. */
export interface Drawing {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Draws a run as one text. Pure. */
export type Reporter = (run: RunReport, drawing: Drawing) => string;

/** Every reporter by the name that `--reporter` takes; each is loaded when it is asked for. */
export const REPORTERS: Readonly<Record<string, () => Promise<Reporter>>> = {
  terminal: async () => (await import('./terminal.js')).terminalReport,
  json: async () => (await import('./json.js')).jsonReport,
  junit: async () => (await import('./junit.js')).junitReport,
};
