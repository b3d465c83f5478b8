import type { FailedTrial, KillCount, SelfTestDocument } from './self-test-document.js';
import { table } from './table.js';
import { duration } from './words.js';

/** A self-test for a reader at a terminal: how many faults were found, by level and by service, and every run that went wrong. */
export function selfTestText(document: SelfTestDocument): string {
  const { tool, spec_ref, spec_origin, tier, services, faults, variations, checks } = document;
  const all = { faults: faults.trials, killed: faults.killed };
  const rows = [
    ['', 'trials', 'killed', ''],
    ...Object.entries(faults.by_level).map(([level, count]) => row(level, count)),
    ...Object.entries(faults.by_service).map(([service, count]) => row(service, count)),
    row('all', all),
  ];
  const blocks = [
    `${tool.name} ${tool.version} self-test · ${spec_ref}${spec_origin === 'built-in' ? '' : ` (${spec_origin})`} · ${services.join(', ')} · up to tier ${tier}`,
    `${faults.named} named faults\n\n${table(rows.map((cells) => cells.map((cell, index) => (index === 1 || index === 2 ? cell.padStart(6) : cell)))).trimEnd()}`,
    ...block('SURVIVED', 'nothing of what these break was found', faults.survived),
    ...block('MISBLAMED', 'more or less was found than these break', faults.misblamed),
    ...block('BLAMED', 'these conform', variations.blamed),
    [
      ...variationLines(document),
      ...hiddenLines(document),
      `${checks.moved} of ${checks.total} checks were made to complain, derived ones of a kind counted as one`,
    ].join('\n'),
    `${conclusion(document)}      ${duration(document.took_ms)}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function row(name: string, { faults, killed }: KillCount): string[] {
  return [name, String(faults), String(killed), `${(faults === 0 ? 100 : Math.floor((killed / faults) * 1000) / 10).toFixed(1)} %`];
}

const AT_THE_DOOR = { token: ' with a token', optional: ' with a token that need not be brought', open: '' };

function block(word: string, what: string, trials: readonly FailedTrial[]): string[] {
  if (trials.length === 0) return [];
  const lines = trials.flatMap(({ service, credentials, tier, id, expected, broken, exit_code, messages }) => [
    `      ${id} on a ${service}${AT_THE_DOOR[credentials]}, tier ${tier}: expected ${list(expected)}, found ${list(broken)} (exit ${exit_code})`,
    ...messages.map((message) => `          ${message}`),
  ]);
  return [[`${word}  ${what}:`, ...lines].join('\n')];
}

function variationLines({ variations: { named, trials, blamed } }: SelfTestDocument): string[] {
  return trials === 0 ? [] : [`${named} conforming variations in ${trials} trials, ${blamed.length} of them blamed`];
}

function hiddenLines({ faults: { hidden } }: SelfTestDocument): string[] {
  const reasons = new Map<string, number>();
  for (const { because } of hidden) reasons.set(because, (reasons.get(because) ?? 0) + 1);
  const told = [...reasons].map(([because, count]) => `${because} (${count})`).join('; ');
  return hidden.length === 0 ? [] : [`${hidden.length} faults show in no run: ${told}`];
}

function conclusion({ ok, interrupted }: SelfTestDocument): string {
  if (interrupted) return 'INTERRUPTED';
  return ok ? 'EVERY FAULT KILLED, NOBODY BLAMED WRONGLY' : 'NOT AS IT SHOULD BE';
}

function list(ids: readonly string[]): string {
  return ids.length === 0 ? 'nothing' : ids.join(', ');
}
