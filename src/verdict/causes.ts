import type { Cause, Finding, Requirement, Verdict } from '../model.js';
import { outcomeOf, type Scales } from './check-verdicts.js';

/** Findings grouped by what probably causes them: the same requirement, the same kind, the same place of the same schema. */
export function causes(verdicts: readonly Verdict[], scales: Scales): Cause[] {
  const groups = new Map<string, { requirement: Requirement; findings: Finding[]; checks: Set<string> }>();
  for (const { check, findings } of verdicts) {
    for (const finding of findings) {
      const requirement = scales.requirements.get(finding.requirement);
      if (requirement === undefined) continue;
      const key = `${finding.level ?? ''} ${finding.known?.reason ?? ''} ${causeKey(finding)}`;
      const group = groups.get(key) ?? { requirement, findings: [], checks: new Set() };
      group.findings.push(finding);
      group.checks.add(check.id);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ requirement, findings, checks }) => ({
    requirement,
    outcome: outcomeOf(findings, scales) === 'FAIL' ? 'FAIL' : 'WARN',
    findings,
    checks: [...checks],
  }));
}

/** One fault in a serialiser shows at many places: nulls and unknown properties are grouped whatever their place. */
function causeKey({ requirement, fact }: Finding): string {
  if (fact.kind === 'null_value' || fact.kind === 'unknown_property') return `${requirement} ${fact.kind}`;
  const place = 'at' in fact ? fact.at.replace(/\/\d+(?=\/|$)/g, '/*') : '';
  const schema = 'schema' in fact ? fact.schema : '';
  return [requirement, fact.kind, schema, place, 'keyword' in fact ? fact.keyword : ''].join(' ');
}
