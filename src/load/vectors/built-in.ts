import type { InvalidVector, Vector } from '../../model.js';

/** The stored payloads of a revision of the standard. */
export interface Vectors {
  readonly valid: readonly Vector[];
  readonly invalid: readonly InvalidVector[];
}

/** The vectors that come with the tool, as the build read them. */
export async function builtInVectors(): Promise<Vectors> {
  return (await import('#built/vectors.js')).vectors;
}
