import type { Check } from '../../model.js';

/** Checks that are written out and send something to the operation that this one derives from: what they send is not sent again. */
export function rivalsOf({ service, probe }: Check, checks: readonly Check[]): Check[] {
  return checks.filter((other) => other.derive === undefined && other.service === service && other.probe?.operation === probe?.operation);
}
