import { accessSync, appendFileSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { messageOf, UsageError } from '../errors.js';

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
    const trial = temporary(file);
    writeFileSync(trial, '');
    rmSync(trial);
  } catch (error) {
    throw new UsageError(`The report cannot be written to ${file}: ${messageOf(error)}.`);
  }
}

/** Writes a whole file at once: a reader sees the old text or the new one, never a part. The folder is made again if it went away. */
export function writeAtomically(file: string, text: string): void {
  makeFolder(dirname(resolve(file)));
  const draft = temporary(file);
  try {
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Adds to a file that others write to as well. */
export function appendText(file: string, text: string): void {
  appendFileSync(file, text);
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
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (statSync(folder).isDirectory()) return;
    throw new Error(`${folder} is not a folder`);
  }
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function temporary(file: string): string {
  return `${resolve(file)}.${Math.random().toString(36).slice(2, 10)}.tmp`;
}
