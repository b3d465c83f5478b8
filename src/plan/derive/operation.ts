import type { Check, Operation, Spec } from '../../model.js';

/** The operation that a check derives from; a copy of the standard may have none of this name. */
export function operationOf({ service, probe }: Check, { operations }: Spec): Operation | undefined {
  return operations.find((operation) => operation.service === service && operation.id === probe?.operation);
}
