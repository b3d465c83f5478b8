import { fitsPattern, overlap, valueAt } from './json/pointer.js';
import type { Exchange, Plan, Reason, Report, RunRecord, Spec } from './model.js';
import { type Judgements, validate } from './validate/validate.js';
import { isAnswered } from './verdict/check-verdicts.js';
import { type Circumstances, conclude } from './verdict/conclude.js';

/** What was recorded by a run of a plan, or by an earlier one. */
export interface Recorded extends RunRecord {
  readonly exchanges: ReadonlyMap<string, Exchange>;
}

/** What is to be judged, and how it weighs. */
export interface Judging {
  readonly plan: Plan;
  readonly implied: Report['implied'];
  /** Why a planned probe was not sent, where nothing else tells. */
  readonly notRun?: Extract<Reason, { kind: 'not_run' }>['why'];
}

/**
 * Judges what was recorded: contract and expectations, verdicts, exit code. Sends nothing and knows nothing of the time.
 */
export function judge(
  { plan, implied, notRun = plan.selection.part === undefined ? 'nothing-sent' : 'other-part' }: Judging,
  recorded: Recorded,
  spec: Spec,
  circumstances: Circumstances,
): Report {
  const { exchanges, unsent } = recorded;
  const { stop } = circumstances;
  const interrupted = circumstances.interrupted !== undefined || stop !== undefined;
  const judgements = validate(plan, { ...recorded, interrupted }, spec);
  const found = { ...judgements, overlap, fitsPattern };
  const why = circumstances.interrupted !== undefined ? 'interrupted' : isUnreachable(exchanges) ? 'unreachable' : (stop?.by ?? notRun);
  return conclude({ plan, exchanges, unsent, found, implied, notRun: why }, spec, {
    ...circumstances,
    ...identityOf(exchanges, judgements, spec),
    notes: judgements.notes,
  });
}

function isUnreachable(exchanges: Recorded['exchanges']): boolean {
  return ![...exchanges.values()].some(isAnswered);
}

function identityOf(exchanges: Recorded['exchanges'], judgements: Judgements, { identity }: Spec): Pick<Report, 'identity'> {
  for (const { key, operation } of exchanges.values()) {
    const body = judgements.contract.get(key)?.body?.json;
    if (operation !== identity.operation || body === undefined) continue;
    const [name, version] = [valueAt(body, identity.name), valueAt(body, identity.version)];
    if (typeof name === 'string' && typeof version === 'string') return { identity: { name, version } };
  }
  return {};
}
