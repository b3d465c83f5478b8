/** Requirements of the full tier that no check is about yet. A row goes away with the check that comes. */
export const UNTESTED: readonly string[] = [];
