import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files below a folder, in a stable order, as paths with forward slashes; what is hidden and what npm installs is passed over. */
export function filesBelow(folder: string, recursive = true): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder, { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(join(folder, '/').length).replaceAll('\\', '/'))
    .filter((path) => !path.split('/').some((part) => part === 'node_modules' || part.startsWith('.')))
    .sort();
}

/** Whether a path fits a pattern in which `*` and `?` stay inside one name, and `**` is any number of folders. */
export function fitsGlob(path: string, pattern: string): boolean {
  const source = pattern
    .split('/')
    .map((part) =>
      part === '**'
        ? '**'
        : part
            .replace(/[.+^${}()|[\]\\]/g, '\\$&')
            .replaceAll('*', '[^/]*')
            .replaceAll('?', '[^/]'),
    )
    .join('/')
    .replaceAll('**/', '(?:[^/]+/)*')
    .replaceAll('/**', '(?:/.*)?')
    .replaceAll('**', '.*');
  return new RegExp(`^${source}$`, 'u').test(path);
}

/** The folders that a pattern names before its first wildcard. */
export function fixedPart(pattern: string): string {
  const parts = pattern.split('/');
  const wild = parts.findIndex((part) => /[*?]/.test(part));
  return parts.slice(0, wild < 0 ? -1 : wild).join('/');
}

/** Whether a pattern leads out of the folder that it starts from. */
export function leadsOut(pattern: string): boolean {
  return /^([/\\]|[A-Za-z]:)/.test(pattern) || pattern.split(/[/\\]/).includes('..');
}
