/** Whether an id fits a pattern in which `*` stands for any characters and `?` for one. Ids have no path separator to respect. */
export function fits(id: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'u').test(id);
}
