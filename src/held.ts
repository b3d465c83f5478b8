import { guess, UsageError } from './errors.js';
import { builtInSuites } from './load/suites/built-in.js';
import type { GivenFlag, Json, Plan, Selection, Spec, Suite } from './model.js';
import type { Options } from './options/resolve.js';
import type { Chosen } from './plan/choose.js';
import { withDerived } from './plan/derived.js';
import { isSecretName } from './secrets.js';

/** What a run holds services to. */
export interface Held extends Chosen {
  /** With the requirements of suites beside those of the standard. */
  readonly spec: Spec;
  readonly variables: Readonly<Record<string, Json>>;
  readonly secrets: readonly string[];
  /** What a repeated run has to be given, too. */
  readonly flags: readonly GivenFlag[];
}

/** The built-in suites of a tier; or those of the user, which are loaded late. */
export async function chooseHeld(options: Options, spec: Spec): Promise<Held> {
  if (options.suites.length === 0) {
    if (options.variables.some(({ from }) => from === '--var'))
      throw new UsageError('--var gives a value to a suite of yours: name it with --suite.');
    return {
      spec,
      suites: await builtInSuites(options.tier),
      tier: options.tier,
      scope: 'tier',
      own: [],
      open: [],
      variables: {},
      secrets: [],
      flags: options.given.filter(({ flag }) => flag !== 'var' && flag !== 'var-file'),
    };
  }
  const [{ customSuites }, { variableValues }, { chooseSuites, withOwn }] = await Promise.all([
    import('./load/suites/custom.js'),
    import('./load/suites/given.js'),
    import('./plan/choose.js'),
  ]);
  const { custom, builtIn } = await customSuites(options.suites, spec, '.');
  const { values, secrets, open } = variableValues(custom, options.variables, options.variableFile);
  return {
    ...chooseSuites(custom, builtIn, options.askedTier),
    ...{ spec: withOwn(spec, custom), variables: values, secrets },
    flags: options.given.flatMap((flag) => (flag.flag === 'var' ? variableFlag(flag, open, options.variables) : [flag])),
  };
}

/** Where a suite says that a variable is no secret, and its name does not say otherwise, what the environment holds of it can be shown. */
function variableFlag(flag: GivenFlag, open: readonly string[], given: Options['variables']): GivenFlag[] {
  const { value = '', variable } = flag;
  const name = value.slice(0, value.indexOf('='));
  if (!open.includes(name)) return [];
  const text = given.find((one) => one.name === name && one.from === variable)?.text;
  return [variable === undefined || text === undefined || isSecretName(name) ? flag : { flag: flag.flag, value: `${name}=${text}` }];
}

/** What an earlier run held services to; suites of the user are read again from where they stood. */
export async function heldAgain(
  { own = [], scope, tier }: Selection,
  spec: Spec,
): Promise<{ readonly spec: Spec; readonly suites: readonly Suite[] }> {
  if (own.length === 0) return { spec, suites: await withDerived(await builtInSuites(tier), spec) };
  const [{ customSuites }, { chooseSuites, withOwn }] = await Promise.all([import('./load/suites/custom.js'), import('./plan/choose.js')]);
  const { custom, builtIn } = await customSuites(own, spec, '.');
  const { suites } = chooseSuites(custom, builtIn, scope === 'checks' ? undefined : tier);
  return { spec: withOwn(spec, custom), suites: await withDerived(suites, spec) };
}

/** A spec with what suites of the user say beside it. */
export async function withSuites(suites: readonly string[], spec: Spec): Promise<Spec> {
  if (suites.length === 0) return spec;
  const [{ customSuites }, { withOwn }] = await Promise.all([import('./load/suites/custom.js'), import('./plan/choose.js')]);
  return withOwn(spec, (await customSuites(suites, spec, '.')).custom);
}

/** @throws UsageError for a service that the spec does not have, and for one that nothing is known of */
export function demandServices(services: readonly string[], spec: Spec, { suites, wait }: Options): void {
  for (const service of services) {
    if (!spec.services.includes(service))
      throw new UsageError(
        `There is no openapi/${service}.openapi.yaml; there is ${spec.services.join(', ')}.${guess(service, spec.services)}`,
        { file: spec.origin },
      );
    if (
      suites.length === 0 &&
      ![...spec.requirements.values()].some((requirement) => requirement.services.includes(service) && spec.ready !== '')
    )
      throw new UsageError(`Nothing is known of the service ${service} but its contract: say what to check with --suite PATH.`);
  }
  if (wait > 0 && spec.ready === '')
    throw new UsageError(
      '--wait asks for an operation that tells whether a service is up ("ready" in engine.yaml), and none is known here.',
    );
}

/** Whatever is more than a read needs a word of the user. @throws UsageError that names such a check */
export function demandConsent(jobs: readonly { readonly plan: Plan }[], { allowMutations, readOnly, dryRun }: Options): void {
  if (allowMutations || readOnly || dryRun) return;
  const [first] = jobs.flatMap(({ plan }) => plan.probes.filter(({ effect }) => effect !== 'read'));
  if (first === undefined) return;
  throw new UsageError(
    `${first.key} sends ${first.operation.method} ${first.operation.path}, which is more than a read. Say --allow-mutations to let it (what a run creates it removes again), or --read-only to send nothing but GET.`,
  );
}

/** Why no check is left to run. */
export function nothingLeft(services: readonly string[], { suites, include, exclude, only }: Options): string {
  return suites.length > 0 && include.length + exclude.length + only.length === 0
    ? `No suite of ${suites.join(', ')} is for the ${services.join(', ')}.`
    : '--include, --exclude and --only leave no check to run.';
}
