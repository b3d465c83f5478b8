/** Bodies of fewer bytes leave no more behind than everything else does. */
const LARGE = 2 ** 20;

let collect: (() => void) | undefined;

/** Makes ready for {@link reclaimAfter}, where a body of so many bytes needs it. */
export async function readyToReclaim(size: number): Promise<void> {
  if (size < LARGE || collect !== undefined) return;
  const [{ setFlagsFromString }, { runInNewContext }] = await Promise.all([import('node:v8'), import('node:vm')]);
  // V8 gives its collector to contexts that are made once the flag is set.
  setFlagsFromString('--expose-gc');
  collect = runInNewContext('gc') as () => void;
}

/**
 * Has what is left behind by the reading of a body collected at once, where that was large: V8 waits until as much again has come together as
 * is in use, and several large bodies one after the other would take the memory of all.
 * @param size of the body, in bytes
 */
export function reclaimAfter(size: number): void {
  if (size >= LARGE) collect?.();
}
