import { UsageError } from '../../errors.js';
import type { Check, DerivedCheck, Spec } from '../../model.js';
import { operationOf } from './operation.js';
import { parameterChecks } from './parameters.js';
import { boundaryChecks, everythingCheck } from './positives.js';
import { refusalChecks } from './refusals.js';

/**
 * The checks that come of the contract of an operation, in place of one that says `derive`. Pure but for the schemas, which the spec may have
 * to read first.
 * @throws UsageError where the operation has nothing to derive from
 */
export async function deriveFrom(check: Check, spec: Spec): Promise<readonly DerivedCheck[]> {
  const operation = operationOf(check, spec);
  // A copy of the standard without the service, or without the operation, is told of when its other checks are planned.
  if (operation === undefined) return [];
  if (check.derive?.of === 'parameters') return parameterChecks(check, operation, spec);
  if (operation.request === undefined) throw new UsageError(`The check ${check.id} derives bodies for ${operation.id}, which takes none.`);
  const taking = { ...operation, request: operation.request };
  switch (check.derive?.of) {
    case 'everything':
      return everythingCheck(check, taking, spec);
    case 'boundaries':
      return boundaryChecks(check, taking, spec);
    default:
      return refusalChecks(check, taking, spec);
  }
}
