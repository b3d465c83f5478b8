import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { messageOf, UnwrittenError, UsageError } from '../errors.js';

/**
 * Makes sure that a file can be written later: makes its folders, and tries.
 * @throws UsageError that names the file and says why not.
 */
export function prepareFile(file: string): void {
  const folder = dirname(resolve(file));
  try {
    makeFolder(folder);
    if (existsSync(file) && statSync(file).isDirectory()) throw new Error('it is a folder');
    accessSync(existsSync(file) ? file : folder, constants.W_OK);
    if (isDevice(file)) return;
    const trial = temporary(file);
    writeFileSync(trial, '');
    rmSync(trial);
  } catch (error) {
    throw new UsageError(`The report cannot be written to ${file}: ${messageOf(error)}.`);
  }
}

/**
 * Writes a whole file at once: a reader sees the old text or the new one, never a part. The folder is made again if it went away; where a
 * link leads to a file, that one is replaced. Pipes and devices take the text as it comes.
 * @throws UnwrittenError that names the file and says why not
 */
export function writeAtomically(file: string, text: string): void {
  written(file, () => {
    makeFolder(dirname(resolve(file)));
    if (isDevice(file)) return writeFileSync(file, text);
    const place = existsSync(file) ? realpathSync(file) : file;
    const draft = temporary(place);
    try {
      writeFileSync(draft, text);
      renameSync(draft, place);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  });
}

/** Adds to a file that others write to as well. @throws UnwrittenError */
export function appendText(file: string, text: string): void {
  written(file, () => appendFileSync(file, text));
}

function written(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    // What Node adds, such as the name of a draft, helps nobody.
    throw new UnwrittenError(`${file} could not be written: ${messageOf(error).replace(/, \w+( '.*)?$/s, '')}.`);
  }
}

/** Whether files can be made in a folder. */
export function isWritableFolder(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Step by step: where a folder cannot be made, such as below /proc, Node's own recursion never ends. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (statSync(folder).isDirectory()) return;
    throw new Error(`${folder} is not a folder`);
  }
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** What is no file of its own, and can be written to but not replaced. */
function isDevice(file: string): boolean {
  return existsSync(file) && !statSync(file).isFile() && !statSync(file).isDirectory();
}

function temporary(file: string): string {
  return `${resolve(file)}.${Math.random().toString(36).slice(2, 10)}.tmp`;
}
