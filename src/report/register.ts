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

/** What `--reporter` takes. */
export type ReporterName = 'terminal' | 'json' | 'junit' | 'html' | 'markdown' | 'github' | 'tap' | 'sarif' | 'ctrf' | 'har';

/** Each is loaded when it is asked for. */
const OWN: Readonly<Record<ReporterName, () => Promise<Reporter>>> = {
  terminal: async () => (await import('./terminal.js')).terminalReport,
  json: async () => (await import('./json.js')).jsonReport,
  junit: async () => (await import('./junit.js')).junitReport,
  html: async () => (await import('./html/page.js')).htmlReport,
  markdown: async () => (await import('./markdown.js')).markdownReport,
  github: async () => (await import('./github.js')).githubReport,
  tap: async () => (await import('./tap.js')).tapReport,
  sarif: async () => (await import('./sarif.js')).sarifReport,
  ctrf: async () => (await import('./ctrf.js')).ctrfReport,
  har: async () => (await import('./har.js')).harReport,
};

/** Every reporter by its name. */
export const REPORTERS: Readonly<Record<string, () => Promise<Reporter>>> = OWN;
