import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import type { SourceDocument } from './document.js';

const CONFIG_FILE = 'arp-conformance.config.yaml';

/**
 * The configuration file: the one that is named, else the nearest upwards from the working directory.
 * @throws UsageError when the named one is missing, or the file is not YAML.
 */
export async function readConfig(named: string | undefined, directory: string): Promise<SourceDocument | undefined> {
  const file = named === undefined ? nearest(directory) : resolve(directory, named);
  if (file === undefined) return undefined;
  if (!existsSync(file)) throw new UsageError('--config: there is no such file.', { file });
  const { readDocument } = await import('./document.js');
  return readDocument(file);
}

function nearest(directory: string): string | undefined {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const file = join(folder, CONFIG_FILE);
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) return undefined;
  }
}
