import type { Spec } from '../../model.js';
import { builtInSpec, standardKnowledge } from './built-in.js';

/** The built-in spec, or the one in a folder. @throws UsageError for a folder that cannot be used. */
export async function openSpec(path: string | undefined): Promise<Spec> {
  if (path === undefined) return builtInSpec();
  const [{ specFromFolder }, standard] = await Promise.all([import('./folder.js'), standardKnowledge()]);
  return specFromFolder(path, standard);
}
