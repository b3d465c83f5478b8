import type { Report, Spec, Verdict } from '../model.js';
import { OUTCOMES } from '../model.js';
import { causes } from './causes.js';
import { checkVerdicts, type VerdictInput } from './check-verdicts.js';
import { exitCodeOf } from './exit-code.js';
import { requirementVerdicts } from './requirement-verdicts.js';

/** What a report says of the run besides its verdicts. */
export type Circumstances = Pick<Report, 'url' | 'tool' | 'runId' | 'startedAt' | 'finishedAt' | 'strict' | 'cleanup' | 'timing'> &
  Partial<Pick<Report, 'target' | 'interrupted' | 'stop' | 'bug' | 'identity' | 'notes'>>;

/** The part of what was judged that a report is made of. */
type Judged = Pick<VerdictInput, 'plan' | 'exchanges' | 'implied'>;

/** Weighs what was found: verdicts of checks and requirements, causes, counts, exit code. Pure. */
export function conclude(
  input: Omit<VerdictInput, 'blame' | 'requirements' | 'openService'>,
  spec: Spec,
  circumstances: Circumstances,
): Report {
  const verdicts = checkVerdicts({ ...input, blame: spec.blame, requirements: spec.requirements, openService: spec.open_service });
  return reportOf(input, verdicts, spec, circumstances);
}

/** The report of a run that a fault of ours ended: every check is an ERROR, nothing is said about the service. */
export function concludeBroken(input: Judged, spec: Spec, circumstances: Circumstances): Report {
  const verdicts = input.plan.checks.map(({ check }): Verdict => ({ check, outcome: 'ERROR', findings: [], exchanges: [] }));
  return reportOf(input, verdicts, spec, circumstances);
}

function reportOf({ plan, exchanges, implied }: Judged, verdicts: readonly Verdict[], spec: Spec, circumstances: Circumstances): Report {
  const scales = { requirements: spec.requirements, implied };
  const report = {
    notes: [],
    ...circumstances,
    service: plan.service,
    tier: plan.tier,
    selection: plan.selection,
    implied,
    spec: { name: spec.name, revision: spec.revision, origin: spec.origin },
    verdicts,
    requirements: requirementVerdicts(plan, verdicts, scales),
    causes: causes(verdicts, scales),
    exchanges,
    counts: countsOf(verdicts),
  };
  return { ...report, exitCode: exitCodeOf(report) };
}

/** How many verdicts there are of each word. */
export function countsOf(verdicts: readonly Verdict[]): Report['counts'] {
  return Object.fromEntries(OUTCOMES.map((word) => [word, verdicts.filter(({ outcome }) => outcome === word).length])) as Report['counts'];
}
