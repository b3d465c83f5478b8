import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf, UsageError } from '../errors.js';

/**
 * The bytes of a file, or of standard input where its name is `-`.
 * @param directory folder that names which are not absolute are looked for in
 * @throws UsageError when it cannot be read
 */
export function readPayloadFile(name: string, directory: string): Uint8Array {
  try {
    return readFileSync(name === '-' ? 0 : resolve(directory, name));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(missing ? 'There is no such file.' : `The file cannot be read: ${messageOf(error)}.`, { file: name });
  }
}
