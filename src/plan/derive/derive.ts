import { UsageError } from '../../errors.js';
import type { Check, Operation, Spec, Suite } from '../../model.js';
import { parameterChecks } from './parameters.js';
import { boundaryChecks, everythingCheck } from './positives.js';
import { refusalChecks } from './refusals.js';

/**
 * Puts in place of every check that says `derive` the checks that come of the contract of its operation. Pure but for the schemas, which the spec
 * may have to read first.
 * @throws UsageError where an operation has nothing to derive from
 */
export async function derive(suites: readonly Suite[], spec: Spec): Promise<Suite[]> {
  const written = suites.flatMap(({ checks }) => checks).filter((check) => check.derive === undefined);
  return Promise.all(
    suites.map(async (suite) => {
      const checks = await Promise.all(suite.checks.map((check) => (check.derive === undefined ? [check] : derived(check, written, spec))));
      return { ...suite, checks: checks.flat() };
    }),
  );
}

async function derived(check: Check, written: readonly Check[], spec: Spec): Promise<readonly Check[]> {
  const operation = operationOf(check, spec);
  // A copy of the standard without the service, or without the operation, is told of when its other checks are planned.
  if (operation === undefined) return [];
  const rivals = written.filter(({ service, probe }) => service === check.service && probe?.operation === operation.id);
  if (check.derive?.of === 'parameters') return parameterChecks(check, operation, rivals, spec);
  if (operation.request === undefined) throw new UsageError(`The check ${check.id} derives bodies for ${operation.id}, which takes none.`);
  const taking = { ...operation, request: operation.request };
  switch (check.derive?.of) {
    case 'everything':
      return everythingCheck(check, taking, spec);
    case 'boundaries':
      return boundaryChecks(check, taking, spec);
    default:
      return refusalChecks(check, taking, rivals, spec);
  }
}

function operationOf({ service, probe }: Check, { operations }: Spec): Operation | undefined {
  return operations.find((operation) => operation.service === service && operation.id === probe?.operation);
}
