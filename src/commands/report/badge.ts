import { resolve } from 'node:path';
import { choice } from '../../options/values.js';
import { badgeOf, badgeSvg, shieldsJson } from '../../report/badge.js';
import { argument, type Given, one } from '../definition.js';
import type { Host } from '../host.js';
import { storedRun } from './stored-run.js';

/** `report badge FILE`: a picture, or data for shields.io. @returns 0 @throws UsageError for what is not a report */
export async function badge(given: Given, host: Host): Promise<number> {
  const format = choice('svg', 'shields')(one(given, 'format') ?? 'svg', '--format');
  const out = one(given, 'out');
  const { prepareFile, writeAtomically } = await import('../../store/files.js');
  const target = out === undefined ? undefined : resolve(host.directory, out);
  if (target !== undefined) prepareFile(target);
  const own = badgeOf(await storedRun(argument(given, 0), host.directory), one(given, 'label'));
  const text = format === 'svg' ? badgeSvg(own) : shieldsJson(own);
  if (target === undefined) host.stdout.write(text);
  else writeAtomically(target, text);
  return 0;
}
