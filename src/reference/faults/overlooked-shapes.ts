import type { OperationId } from '../http/operation.js';
import type { BrokenRule, RecordShape, Shape } from '../http/shape.js';
import {
  instanceCreateRequest,
  instanceRegisterRequest,
  profileUpsertRequest,
  runRequest,
  toolInvocationRequest,
} from '../request-shapes.js';

/** A rule of a request, and where a body can break it: a JSON Pointer in which `*` stands for keys of maps, indices and unknown names. */
export interface RequestRule {
  readonly operations: readonly OperationId[];
  /** What the request is, in a word. */
  readonly what: string;
  readonly at: string;
  readonly rule: BrokenRule;
}

const REQUESTS: readonly (readonly [string, readonly OperationId[], RecordShape])[] = [
  ['run', ['create_run', 'submit_run'], runRequest],
  ['invocation', ['invoke_tool'], toolInvocationRequest],
  ['instance', ['create_instances'], instanceCreateRequest],
  ['registration', ['register_instance'], instanceRegisterRequest],
  ['profile', ['upsert_runtime_profile'], profileUpsertRequest],
];

/** Every rule of every request shape. */
export const REQUEST_RULES: readonly RequestRule[] = REQUESTS.flatMap(([what, operations, shape]) =>
  rulesOf(shape, '').map(({ at, rule }) => ({ operations, what, at, rule })),
);

function rulesOf(shape: Shape, at: string): Pick<RequestRule, 'at' | 'rule'>[] {
  const type = { at, rule: 'type' as const };
  switch (shape.kind) {
    case 'text':
      return [type, ...(shape.format === undefined ? [] : [{ at, rule: 'format' as const }])];
    case 'integer':
      return [type, { at, rule: 'minimum' }];
    case 'list':
    case 'map':
      return [type, ...rulesOf(shape.of, `${at}/*`)];
    case 'extensions':
      return [type, { at: `${at}/*`, rule: 'namespace' }];
    case 'record':
      return [
        type,
        ...shape.required.map((name) => ({ at: `${at}/${name}`, rule: 'required' as const })),
        ...(shape.oneOfFields === undefined ? [] : [{ at, rule: 'any-of' as const }]),
        { at: `${at}/*`, rule: 'unknown' },
        ...Object.entries(shape.fields).flatMap(([name, field]) => rulesOf(field, `${at}/${name}`)),
      ];
    default:
      return [type];
  }
}
