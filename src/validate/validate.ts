import type { Exchange, Json, Operation, Plan, Spec } from '../model.js';
import { type ContractJudgement, judgeContract } from './contract.js';
import { type Expected, judgeExpectations } from './expectations.js';

/** Everything that was found in the exchanges of a run, not yet weighed. */
export interface Judgements {
  /** By key of the exchange. */
  readonly contract: ReadonlyMap<string, ContractJudgement>;
  /** By id of the check, for those that demand something beyond the contract and had a body to look at. */
  readonly expected: ReadonlyMap<string, readonly Expected[]>;
}

/** Holds every exchange to the contract, and the exchanges of checks to their expectations. Pure. */
export function validate(plan: Plan, exchanges: ReadonlyMap<string, Exchange>, spec: Spec): Judgements {
  const operations = new Map<string, Operation>(plan.probes.map(({ key, operation }) => [key, operation]));
  const contract = new Map<string, ContractJudgement>();
  for (const [key, exchange] of exchanges) {
    const operation = operations.get(key);
    if (operation !== undefined) contract.set(key, judgeContract(exchange, operation, spec));
  }
  const bodyOf = (check: string): Json | undefined => {
    const probe = plan.checks.find((planned) => planned.check.id === check)?.probe ?? check;
    return contract.get(probe)?.body?.json;
  };
  const expected = new Map<string, readonly Expected[]>();
  for (const { check, probe } of plan.checks) {
    const exchange = exchanges.get(probe ?? '');
    const body = contract.get(probe ?? '')?.body;
    if (check.expect !== undefined && exchange !== undefined && body !== undefined) {
      expected.set(check.id, judgeExpectations(check.expect, { exchange, body: body.json, bodyOf }));
    }
  }
  return { contract, expected };
}
