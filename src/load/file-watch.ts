import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';

/** In a folder these are read: suites, vectors, schemas, settings. */
const READ = /\.(ya?ml|json|ndjson|jsonl)$/i;
/** Files of one change that come one after the other, such as those of an editor, are one change: milliseconds. */
const SETTLED = 100;

/** Watches files and folders. What the system tells is only a hint: a file has changed when its size, time or name has. */
export class FileWatch {
  #paths: readonly string[] = [];
  #passed = new Set<string>();
  #watchers = new Map<string, FSWatcher>();
  #before = new Map<string, string>();
  #hint: () => void = () => undefined;

  /** A run begins: what is changed from now on is news for the next one. */
  begin(): void {
    this.#before = this.#stamps();
  }

  /** Watches these files and folders; names that are no paths, such as `npm:PACKAGE`, stand for nothing. */
  follow(paths: readonly string[]): void {
    const known = new Set(this.#paths);
    this.#paths = paths.map((path) => resolve(path));
    const added = this.#paths.filter((path) => !known.has(path));
    for (const [file, stamp] of stampsOf(added, this.#passed)) this.#before.set(file, stamp);
    // What is read no more is no loss.
    for (const file of this.#before.keys())
      if (!this.#paths.some((path) => file === path || file.startsWith(path + sep))) this.#before.delete(file);
    const folders = new Set(this.#paths.flatMap((path) => [dirname(path), ...foldersIn(path)]));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) this.#open(folder);
  }

  /** What is written into these files is no change. */
  pass(files: readonly string[]): void {
    for (const file of files) {
      this.#passed.add(resolve(file));
      this.#before.delete(resolve(file));
    }
  }

  /** Resolves when something is not as it was when the last run began. */
  changed(): Promise<void> {
    return new Promise((done) => {
      const look = (): void => {
        if (!sameEntries(this.#stamps(), this.#before)) done();
      };
      let timer: NodeJS.Timeout | undefined;
      this.#hint = () => {
        clearTimeout(timer);
        timer = setTimeout(look, SETTLED);
      };
      // Something may have changed while the run was under way.
      look();
    });
  }

  close(): void {
    this.#hint = () => undefined;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #open(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, () => this.#hint());
      watcher.on('error', () => undefined);
      this.#watchers.set(folder, watcher);
    } catch {
      // A folder that is not there, or cannot be watched, is looked at when Enter is pressed.
    }
  }

  #stamps(): Map<string, string> {
    return stampsOf(this.#paths, this.#passed);
  }
}

/** Every file at or below some paths, with what tells one state of it from another. */
function stampsOf(paths: readonly string[], passed: ReadonlySet<string>): Map<string, string> {
  const files = paths.flatMap((path) => [path, ...foldersIn(path).flatMap(readable)]).filter((file) => !passed.has(file));
  return new Map(files.flatMap((file) => stampOf(file)));
}

function stampOf(file: string): [string, string][] {
  try {
    const { size, mtimeMs, ino } = statSync(file);
    return statSync(file).isDirectory() ? [] : [[file, `${size} ${mtimeMs} ${ino}`]];
  } catch {
    return [];
  }
}

function readable(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => (entry.isFile() && READ.test(entry.name) ? [join(folder, entry.name)] : []));
}

/** A folder and those below it, but for hidden ones and those of packages; nothing for a file. */
function foldersIn(path: string): string[] {
  const inner = entriesOf(path).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules');
  return isFolder(path) ? [path, ...inner.flatMap((entry) => foldersIn(join(path, entry.name)))] : [];
}

function entriesOf(folder: string): ReturnType<typeof list> {
  try {
    return list(folder);
  } catch {
    return [];
  }
}

function list(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function sameEntries(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}
