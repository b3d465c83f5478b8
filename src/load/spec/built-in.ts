import type { Spec, Validator } from '../../model.js';
import { validatorOf } from './breaches.js';
import { knowledgeOf, type StandardKnowledge, type StoredSpec } from './knowledge.js';

/** The spec that the build made ready: operations as data, validators compiled ahead of time. */
export async function builtInSpec(): Promise<Spec> {
  return storedSpec((await import('#built/spec.js')).spec);
}

/** What the tool itself knows of the standard, without its contract. */
export async function standardKnowledge(): Promise<StandardKnowledge> {
  const { spec } = await import('#built/spec.js');
  return { knowledge: knowledgeOf(spec.knowledge), services: spec.services };
}

function storedSpec(stored: StoredSpec): Spec {
  const ready = new Map<string, Validator>();
  return {
    ...knowledgeOf(stored.knowledge),
    origin: 'built-in',
    services: stored.services,
    operations: stored.operations,
    schemas: stored.schemas,
    async prepare(keys) {
      const missing = [...new Set(keys)].filter((key) => !ready.has(key));
      if (missing.length === 0) return;
      const { validators } = await import('#built/validators.js');
      const loaded = await Promise.all(missing.map(async (key) => [key, await validators[key]?.()] as const));
      for (const [key, module] of loaded) if (module !== undefined) ready.set(key, validatorOf(module.validate));
    },
    validator: (key) => ready.get(key) ?? (() => []),
    async schema(key) {
      const { requestSchemas } = await import('#built/requestSchemas.js');
      return requestSchemas[key] ?? true;
    },
    derived: async () => (await import('#built/derived.js')).derived,
  };
}
