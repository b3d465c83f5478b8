import type { Level, Plan, Reason, Requirement, RequirementVerdict, Verdict } from '../model.js';
import { outcomeOf, type Scales } from './check-verdicts.js';

/** Each requirement of the run once, and each other one that a finding broke, in the order of the standard. */
export function requirementVerdicts(plan: Plan, verdicts: readonly Verdict[], scales: Scales): RequirementVerdict[] {
  const inScope = new Set(plan.requirements.map(({ id }) => id));
  const broken = new Set(verdicts.flatMap(({ findings }) => findings.map(({ requirement }) => requirement)));
  return [...scales.requirements.values()]
    .filter(({ id }) => inScope.has(id) || broken.has(id))
    .map((requirement) => requirementVerdict(requirement, verdicts, plan, scales));
}

/** A requirement's outcome comes from its own findings; without any, all of its checks must have been judged or not apply. */
export function requirementVerdict(
  requirement: Requirement,
  verdicts: readonly Verdict[],
  plan: Pick<Plan, 'declared' | 'withheld'>,
  scales: Scales,
): RequirementVerdict {
  const own = verdicts.filter(
    ({ check, findings }) =>
      check.requirements.includes(requirement.id) || findings.some((finding) => finding.requirement === requirement.id),
  );
  const declared = plan.declared.get(requirement.id);
  const checks = own.map(({ check }) => check.id);
  const findings = own.flatMap((verdict) => verdict.findings.filter((finding) => finding.requirement === requirement.id));
  if (findings.length > 0) {
    const outcome = outcomeOf(findings, scales) === 'FAIL' ? 'FAIL' : 'WARN';
    return { requirement, checks, outcome, weight: heaviest(findings.map(({ level }) => level ?? requirement.level)) };
  }
  if (declared !== undefined) return { requirement, checks, outcome: 'SKIP', reason: declared };
  if (own.length === 0)
    return { requirement, checks, outcome: 'UNTESTED', reason: { kind: plan.withheld.has(requirement.id) ? 'read_only' : 'no_check' } };

  const open = own.find(({ outcome, reason }) => outcome === 'ERROR' || (outcome === 'SKIP' && !doesNotApply(reason)));
  if (open !== undefined)
    return { requirement, checks, outcome: 'UNTESTED', reason: open.reason ?? { kind: 'blocked', by: [open.check.id] } };
  const judged = own.some(({ outcome }) => outcome !== 'SKIP');
  const [first] = own;
  return judged || first?.reason === undefined
    ? { requirement, checks, outcome: 'PASS' }
    : { requirement, checks, outcome: 'SKIP', reason: first.reason };
}

/** must before implied before should before advisory. */
function heaviest(levels: readonly Level[]): Level {
  return (['must', 'implied', 'should'] as const).find((level) => levels.includes(level)) ?? 'advisory';
}

/** Reasons that leave nothing to be tested. */
function doesNotApply(reason: Reason | undefined): boolean {
  // The other parts of the run have what it is judged by.
  if (reason?.kind === 'not_run' && reason.why === 'other-part') return true;
  return (
    reason !== undefined &&
    ['absent', 'open_service', 'no_input', 'not_offered', 'none_like', 'never_so', 'no_stand_in'].includes(reason.kind)
  );
}
