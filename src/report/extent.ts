import type { Report } from '../model.js';

/** `tier core`; with suites of the user what they add and change, so that nobody takes the one for the other. */
export function extentOf({ tier, verdicts, selection }: Pick<Report, 'tier' | 'verdicts' | 'selection'>): string {
  const { own = [], scope = 'tier' } = selection;
  const off = verdicts.filter(({ reason }) => reason?.kind === 'switched_off').length;
  const other = verdicts.filter(({ check }) => check.weighs !== undefined).length;
  const parts = [...(scope === 'tier' ? [`tier ${tier}`] : []), ...own];
  const changes = [...(off === 0 ? [] : [`${off} switched off`]), ...(other === 0 ? [] : [`${other} weighed otherwise`])];
  return [parts.join(' with '), ...changes].join(', ');
}
