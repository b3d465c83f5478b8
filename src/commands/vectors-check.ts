import { UsageErrors } from '../errors.js';
import { openSpec } from '../load/spec/open.js';
import { requirementsNear } from '../load/suites/near.js';
import { vectorsBelow } from '../load/vectors/folder.js';
import { vectorProblems } from '../load/vectors/judge.js';
import { argument, type Given, one } from './definition.js';
import type { Host } from './host.js';

/**
 * `vectors check PATH`: whether every stored payload is as valid or invalid as its folder says, and at the place that its sidecar names.
 * @returns 0
 * @throws UsageErrors with everything that is wrong
 */
export async function vectorsCheck(given: Given, host: Host): Promise<number> {
  const path = argument(given, 0) || '.';
  const spec = await openSpec(one(given, 'spec-path'));
  const { vectors, problems } = vectorsBelow(path, host.directory);
  await spec.prepare([...new Set(vectors.map(({ schema }) => schema))].filter((schema) => spec.schemas.includes(schema)));
  const requirements = new Set([...spec.requirements.keys(), ...requirementsNear(path, host.directory)]);
  const all = [...problems, ...vectorProblems(vectors, requirements, spec.schemas, (schema, value) => spec.validator(schema)(value))];
  if (all.length > 0) throw new UsageErrors(all);
  const count = (kind: string): number => vectors.filter((vector) => vector.kind === kind).length;
  const schemas = new Set(vectors.map(({ schema }) => schema)).size;
  host.stdout.write(
    `${vectors.length} vectors are what they say: ${count('valid')} valid, ${count('invalid')} invalid, of ${schemas} ${schemas === 1 ? 'schema' : 'schemas'}\n`,
  );
  return 0;
}
