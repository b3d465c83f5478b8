import type { BlameRow, Operation, Spec, Suite } from '../../model.js';
import type { Judge } from '../vectors/judge.js';
import type { Selection } from '../vectors/shelf.js';

/** What the names in a suite may stand for. */
export interface Words {
  readonly services: readonly string[];
  readonly operations: readonly Operation[];
  readonly requirements: ReadonlySet<string>;
  readonly blame: readonly Pick<BlameRow, 'requirement'>[];
  readonly machines: ReadonlySet<string>;
  /** Names of the values that are there before anything is sent. */
  readonly inputs: ReadonlySet<string>;
  /** Suites that are read already: the ones that are read now may refer to their checks. */
  readonly base: readonly Suite[];
  /** Where the envelope of an error tells its code, as a JSON Pointer. */
  readonly errorCode?: string;
  /** The vectors that fit a pattern of a suite. */
  vectors(pattern: string, suiteFile: string): Selection;
  /** Holds a payload to a schema; absent where that is done elsewhere. */
  judge?: Judge;
}

/** The words of a spec. */
export function wordsOf(
  spec: Pick<Spec, 'services' | 'operations' | 'blame' | 'machines' | 'stand_ins' | 'inputs' | 'error_code'>,
  requirements: Iterable<string>,
  more: Pick<Words, 'base' | 'vectors' | 'judge'>,
): Words {
  return {
    services: spec.services,
    operations: spec.operations,
    requirements: new Set(requirements),
    blame: spec.blame,
    machines: new Set(Object.keys(spec.machines)),
    inputs: new Set([
      ...spec.stand_ins.map(({ variable }) => variable),
      ...spec.inputs.map(({ flag }) => flag.replaceAll('-', '_')),
      'token',
    ]),
    ...(spec.error_code === undefined ? {} : { errorCode: spec.error_code }),
    ...more,
  };
}

/** The operations of a service. */
export function operationsOf({ operations }: Pick<Words, 'operations'>, service: string): readonly Operation[] {
  return operations.filter((operation) => operation.service === service);
}

/** The operation of a service by its id. */
export function operationOf(words: Words, service: string, id: string | undefined): Operation | undefined {
  return words.operations.find((operation) => operation.service === service && operation.id === id);
}

/** Names of the parameters that a path holds. */
export function parametersOf({ path }: Pick<Operation, 'path'>): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
}
