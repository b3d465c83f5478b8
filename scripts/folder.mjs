import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes a folder hold exactly these files, and touches no file that is right already: whatever runs from the folder meanwhile never finds a gap.
 * @param {string} folder
 * @param {ReadonlyMap<string, string | Uint8Array>} files by path inside the folder, with forward slashes
 * @param {RegExp} own names of the files that may be removed
 */
export function fillFolder(folder, files, own = /./) {
  mkdirSync(folder, { recursive: true });
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of found) {
    const path = join(parentPath, name);
    if (own.test(name) && !files.has(path.slice(folder.length + 1).replaceAll('\\', '/'))) rmSync(path, { force: true });
  }
  for (const [name, content] of files) putFile(join(folder, name), content);
}

/** Writes a file whole, or leaves it alone when it is right already. */
export function putFile(path, content) {
  if (isSame(path, content)) return;
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}

function isSame(path, content) {
  try {
    return readFileSync(path).equals(Buffer.from(content));
  } catch {
    return false;
  }
}
