import type { Plan } from '../model.js';

/** What a run would send, with which effect, and what each request is judged for. */
export function planText(plans: readonly { readonly plan: Plan; readonly url: string }[]): string {
  return plans.map(({ plan, url }) => servicePlan(plan, url)).join('\n');
}

function servicePlan(plan: Plan, url: string): string {
  const lines = [
    `${plan.service} at ${url}, tier ${plan.tier}: ${plan.probes.length} requests, ${plan.checks.length} checks, ${plan.requirements.length} requirements`,
    '',
  ];
  for (const { key, operation, effect, credentials } of plan.probes) {
    lines.push(`  ${effect.padEnd(8)} ${operation.method} ${operation.path}${credentials === 'none' ? '   (without credentials)' : ''}`);
    for (const { check } of plan.checks.filter(({ probes }) => probes.includes(key)))
      lines.push(`           ${check.id.padEnd(32)} ${check.requirements.join(', ')}`);
  }
  const everywhere = plan.checks.filter(({ probes }) => probes.length === 0);
  if (everywhere.length > 0) lines.push('  judged on every answer');
  for (const { check } of everywhere) lines.push(`           ${check.id.padEnd(32)} ${check.requirements.join(', ')}`);
  return `${lines.join('\n')}\n`;
}
