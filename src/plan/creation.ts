import type { Creation, Operation, PlannedCreation } from '../model.js';

/** A creation with its operations looked up. */
export function plannedCreation(creation: Creation, operation: (id: string) => Operation): PlannedCreation {
  const { remove, list, status, end, ...rest } = creation;
  return {
    ...rest,
    ...(remove === undefined ? {} : { remove: operation(remove) }),
    ...(list === undefined ? {} : { list: operation(list) }),
    ...(status === undefined ? {} : { status: { ...status, operation: operation(status.operation) } }),
    ...(end === undefined ? {} : { end: operation(end) }),
  };
}
