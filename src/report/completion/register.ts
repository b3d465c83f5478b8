import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import type { CompletionScript } from './node.js';
import { zshCompletion } from './zsh.js';

/** The completion script of each shell that has one. */
export const COMPLETION_SCRIPTS: Readonly<Record<string, CompletionScript>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};
