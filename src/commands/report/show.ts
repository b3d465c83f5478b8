import { argument, type Given } from '../definition.js';
import type { Host } from '../host.js';
import { draw } from './draw.js';
import { storedRun } from './stored-run.js';

/** `report show FILE`: a report drawn again by any reporter. @returns 0 @throws UsageError for what is not a report */
export async function show(given: Given, host: Host): Promise<number> {
  await draw(await storedRun(argument(given, 0), host.directory), given, host);
  return 0;
}
