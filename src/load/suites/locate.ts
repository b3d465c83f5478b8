import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf, UsageError } from '../../errors.js';
import type { Json } from '../../model.js';
import { filesBelow, leadsOut } from '../vectors/glob.js';

const PACKAGE = /^npm:((?:@[\w.~-]+\/)?[\w.~-]+)$/;
export const SUITE_FILE = /(^|\/)([^/]+\.)?suite\.ya?ml$/;
/** Field of a package.json that names the suites of the package. */
const FIELD = 'arp-conformance';

/**
 * The suite files that a user names: a file, a folder (its `suite.yaml` and `NAME.suite.yaml`, at any depth), or `npm:PACKAGE`.
 * @param directory where relative paths, and the search for packages, begin
 * @throws UsageError where there is none
 */
export function suiteFiles(name: string, directory: string): string[] {
  if (name.startsWith('npm:')) return packageSuites(name, directory);
  const path = resolve(directory, name);
  if (!existsSync(path))
    throw new UsageError('There is no such suite: a file, a folder that holds suite.yaml, or npm:PACKAGE.', { file: name });
  if (!statSync(path).isDirectory()) return [name];
  const files = filesBelow(path).filter((file) => SUITE_FILE.test(file));
  if (files.length === 0) throw new UsageError('No suite is in this folder: it is called suite.yaml, or NAME.suite.yaml.', { file: name });
  return files.map((file) => join(name, file));
}

/** The suites that a package names in its package.json, or its `suite.yaml`. A package is data here: nothing of it is run. */
function packageSuites(name: string, directory: string): string[] {
  const [, packageName] = PACKAGE.exec(name) ?? [];
  if (packageName === undefined) throw new UsageError(`"${name}" names no package; it is written like npm:@acme/arp-suite.`);
  const folder = installed(packageName, resolve(directory));
  if (folder === undefined)
    throw new UsageError(`The package ${packageName} is not installed in ${directory} or above; npm install ${packageName} does that.`);
  const manifest = join(folder, 'package.json');
  const field = readField(manifest);
  if (field === undefined) return suiteFiles(folder, directory);
  const paths = [field].flat();
  if (paths.length === 0 || !paths.every((path): path is string => typeof path === 'string'))
    throw new UsageError(`"${FIELD}" names the suites of the package: a path, or a list of paths.`, { file: manifest });
  return paths.flatMap((path) => {
    if (leadsOut(path)) throw new UsageError(`"${FIELD}" leads out of the package: ${path}.`, { file: manifest });
    return suiteFiles(join(folder, path), directory);
  });
}

/** As Node looks for packages: in each `node_modules` upwards. */
function installed(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

function readField(manifest: string): Json | undefined {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly [field: string]: Json })[FIELD];
  } catch (error) {
    throw new UsageError(`This package.json cannot be read: ${messageOf(error)}.`, { file: manifest });
  }
}
