import { monotonic } from '../clock.js';
import { guess, UsageError } from '../errors.js';
import { TIERS, type Tier } from '../model.js';
import { choice } from '../options/values.js';
import { fits } from '../plan/glob.js';
import { listFaults, type ReferenceService } from '../reference/index.js';
import { jsonText } from '../report/json-text.js';
import type { SelfTestDocument } from '../report/self-test-document.js';
import { outOfSight } from '../self-test/cases.js';
import { openCrew } from '../self-test/crew.js';
import { score } from '../self-test/score.js';
import { planTrials, runTrials } from '../self-test/trials.js';
import { every, type Given, isSet, one } from './definition.js';
import type { Host } from './host.js';
import { startProgress } from './progress.js';
import { openShelf } from './shelf.js';

const REPORTERS = ['terminal', 'json'] as const;
const JOBS = 8;

/**
 * `self-test`: every named fault against the checks, and every variation that conforms.
 * @returns 0 when each fault was found with exact blame and nothing that conforms was blamed, else 1
 */
export async function selfTest(given: Given, services: readonly string[], host: Host): Promise<number> {
  const chosen = every(given, 'service').map((name) => choice(...services)(name, '--service')) as ReferenceService[];
  const tier = choice<Tier>(...TIERS)(one(given, 'tier') ?? 'full', '--tier');
  const reporter = choice(...REPORTERS)(one(given, 'reporter') ?? 'terminal', '--reporter');
  const jobs = jobsOf(one(given, 'jobs'));
  const patterns = every(given, 'fault');
  for (const pattern of patterns) {
    if (!listFaults().some(({ id }) => fits(id, pattern)))
      throw new UsageError(
        `No fault fits "${pattern}"; serve --list-faults shows them.${guess(
          pattern,
          listFaults().map(({ id }) => id),
        )}`,
      );
  }
  const { spec, checks } = await openShelf(given);
  const knowledge = { requirements: spec.requirements, checks };
  const tested = chosen.length === 0 ? (services as readonly ReferenceService[]) : chosen;
  const wants = ({ id }: { readonly id: string }): boolean => patterns.length === 0 || patterns.some((pattern) => fits(id, pattern));
  const plan = planTrials({ services: tested, tier, wants, variations: patterns.length === 0 }, knowledge);
  if (plan.faults.length === 0) throw new UsageError(`No run up to tier ${tier} can see such a fault on ${tested.join(', ')}.`);

  const begin = monotonic();
  const progress = startProgress(host, 'checking reference services with faults of every kind', isSet(given, 'quiet'));
  const all = plan.faults.length + plan.variations.length;
  const crew = openCrew(all, jobs, one(given, 'spec-path'));
  const stop = (): void => void crew.close();
  host.signal.addEventListener('abort', stop, { once: true });
  const onTrial = (done: number, name: string): void => progress.step(`${done} of ${all}: ${name}`);
  const trials = await runTrials(plan, { judge: crew.judge, jobs, signal: host.signal, onTrial }).finally(async () => {
    progress.end();
    await crew.close();
  });

  const counted = score(trials.faults, trials.variations, knowledge, outOfSight(tested, knowledge).filter(wants));
  const { faults, variations } = counted;
  const interrupted = host.signal.aborted;
  const ok = !interrupted && faults.survived.length + faults.misblamed.length + variations.blamed.length === 0;
  const document: SelfTestDocument = {
    schema_version: 1,
    tool: host.tool,
    spec_ref: `spec/${spec.name}@v${spec.revision}`,
    spec_origin: spec.origin,
    tier,
    services: tested,
    took_ms: Math.round(monotonic() - begin),
    ok,
    exit_code: exitCode(ok, host),
    ...counted,
    ...(interrupted ? { interrupted: true } : {}),
  };
  if (reporter === 'json') host.stdout.write(jsonText(document));
  else host.stdout.write((await import('../report/self-test-text.js')).selfTestText(document));
  return document.exit_code;
}

function exitCode(ok: boolean, { signal }: Host): number {
  if (signal.aborted) return signal.reason === 'SIGTERM' ? 143 : 130;
  return ok ? 0 : 1;
}

function jobsOf(text: string | undefined): number {
  if (text === undefined) return JOBS;
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new UsageError(`--jobs takes a whole number from 1 to 99, not "${text}".`);
}
