import { readFileSync } from 'node:fs';
import { messageOf, UsageError } from '../errors.js';

/** The bytes of a file, or of standard input where its name is `-`. @throws UsageError when it cannot be read. */
export function readPayloadFile(name: string): Uint8Array {
  try {
    return readFileSync(name === '-' ? 0 : name);
  } catch (error) {
    throw new UsageError(`The file cannot be read: ${messageOf(error)}.`, { file: name });
  }
}
