import { openSpec } from '../load/spec/open.js';
import { customSuites } from '../load/suites/custom.js';
import type { Suite } from '../model.js';
import { type Given, one } from './definition.js';
import type { Host } from './host.js';

/**
 * `suite lint PATH…`: everything that is wrong with suites, nothing sent.
 * @returns 0
 * @throws UsageErrors with all of it
 */
export async function suiteLint(given: Given, host: Host): Promise<number> {
  const named = (given.arguments[0] ?? []) as readonly string[];
  const spec = await openSpec(one(given, 'spec-path'));
  const { custom } = await customSuites(named.length === 0 ? ['.'] : named, spec, host.directory);
  for (const suite of custom) host.stdout.write(`${suite.file}: ${contents(suite)}\n`);
  return 0;
}

function contents({ services, tier, checks, requirements = [], changes = [], extends: base }: Suite): string {
  const parts = [
    `${counted(checks.length, 'check')} of tier ${tier} for the ${services.join(', ')}`,
    ...(requirements.length === 0 ? [] : [`${counted(requirements.length, 'requirement')} of its own`]),
    ...(base === undefined ? [] : [`${counted(changes.length, 'change')} to tier ${base}`]),
  ];
  return parts.join(', ');
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
