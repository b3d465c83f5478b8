import type { Patch } from '../hooks.js';

/** Another way to conform. */
export interface Variation extends Patch {
  /** Requirements below `must` that answer it with a warning; none when absent. */
  readonly warns?: readonly string[];
}
