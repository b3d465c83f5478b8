import { UsageError } from '../errors.js';
import { namesIn } from '../json/template.js';
import type { Json, Plan, Spec } from '../model.js';

/** A value that a user gave as the base of what requests carry. */
interface Base {
  readonly variable: string;
  readonly value: Json;
  /** Schema that such a body has to fit. */
  readonly schema: string;
}

/** What of a user's inputs bodies of this plan are built on. */
export function basesOf({ probes }: Plan, inputs: Readonly<Record<string, Json>>): Base[] {
  const bases = probes.flatMap(({ operation, request }) =>
    namesIn(request.body?.base).flatMap((variable): Base[] => {
      const value = inputs[variable];
      return value === undefined || operation.request === undefined ? [] : [{ variable, value, schema: operation.request }];
    }),
  );
  return [...new Map(bases.map((base) => [`${base.variable} ${base.schema}`, base])).values()];
}

/**
 * Holds bases to their schemas, which are ready: what is wrong in one would be blamed on the service, in every body that is built on it.
 * @throws UsageError
 */
export function checkBases(bases: readonly Base[], spec: Spec): void {
  for (const { variable, value, schema } of bases) {
    const [breach] = spec.validator(schema)(value);
    if (breach === undefined) continue;
    const place = breach.at === '' ? 'the whole' : breach.at;
    throw new UsageError(
      `--${variable.replaceAll('_', '-')}: ${place} does not fit ${schema} (${breach.keyword}): every request that is built on it would have to be refused.`,
    );
  }
}
