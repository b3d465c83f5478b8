import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SpecFiles } from './folder.js';
import { type Knowledge, knowledgeOf, type StandardKnowledge } from './knowledge.js';

/** What is known of the contract in a folder: what stands beside it, what is known of the standard, or what holds of any service. */
export async function knowledgeBeside({ root, services }: SpecFiles, standard: StandardKnowledge): Promise<Knowledge> {
  const ofStandard = services.some((service) => standard.services.includes(service));
  if (existsSync(join(root, 'engine.yaml'))) {
    const { readKnowledge } = await import('./read-knowledge.js');
    return knowledgeOf(readKnowledge(root));
  }
  if (ofStandard) return standard.knowledge;
  const { genericKnowledge } = await import('#built/genericKnowledge.js');
  // Its requirements are of no service by name.
  const requirements = genericKnowledge.requirements.map((requirement) => ({ ...requirement, services }));
  return knowledgeOf({ ...genericKnowledge, requirements });
}
