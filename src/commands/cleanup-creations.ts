import { UsageError } from '../errors.js';
import { withSuites } from '../held.js';
import type { StoredLedger } from '../load/ledger-file.js';
import { openSpec } from '../load/spec/open.js';
import type { Operation, PlannedCreation, Spec } from '../model.js';
import type { Options } from '../options/resolve.js';
import { plannedCreation } from '../plan/creation.js';
import type { LedgerThing } from '../schedule/sweep.js';

/**
 * How each thing of a ledger is removed, by the operation that created it: the spec says so, and never the ledger.
 * @throws UsageError for a service or an operation of which nothing is known
 */
export async function creationsOf(
  { file, head }: StoredLedger,
  things: readonly LedgerThing[],
  { specPath, suites }: Options,
): Promise<ReadonlyMap<string, PlannedCreation>> {
  const spec = await withSuites(suites, await openSpec(specPath));
  const names = [...new Set(things.map(({ operation }) => operation))];
  return new Map(
    names.map((name) => {
      const creation = spec.creates.find(({ service, operation }) => service === head.service && operation === name);
      if (creation !== undefined) return [name, plannedCreation(creation, (id) => operationOf(id, spec, head.service))];
      const had = [
        ...(head.spec === 'built-in' ? [] : [`--spec-path ${head.spec}`]),
        ...(head.suites ?? []).map((suite) => `--suite ${suite}`),
      ];
      const way = had.length === 0 ? '' : ` Give what its run had: ${had.join(' ')}`;
      throw new UsageError(`Nothing is known of how to remove what ${JSON.stringify(name)} creates on the ${head.service}.${way}`, {
        file,
      });
    }),
  );
}

function operationOf(id: string, { operations }: Spec, service: string): Operation {
  const operation = operations.find((one) => one.service === service && one.id === id);
  if (operation !== undefined) return operation;
  throw new UsageError(`The ${service} has no operation ${id}, which removes or lists what a run creates.`);
}
