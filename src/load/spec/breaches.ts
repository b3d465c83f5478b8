import type { ErrorObject } from 'ajv';
import type { SchemaBreach, Validator } from '../../model.js';

/** How many breaches of one value are looked at: a hostile one can have millions. */
const MAX_ERRORS = 5000;

/** Wraps what ajv compiled: plain facts out, and no stack overflow of a deep value gets through. */
export function validatorOf(compiled: CompiledValidator): Validator {
  return (value) => {
    try {
      return compiled(value) ? [] : (compiled.errors ?? []).slice(0, MAX_ERRORS).map(breachOf);
    } catch {
      return [{ at: '', keyword: 'depth', demands: null }];
    }
  };
}

/** What ajv makes, at run time or ahead of it. */
export interface CompiledValidator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}

function breachOf(error: ErrorObject): SchemaBreach {
  const { keyword, params, instancePath: at } = error;
  const child = (name: string): string => `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  switch (keyword) {
    case 'required':
      return { at: child(params.missingProperty), keyword, demands: params.missingProperty };
    case 'additionalProperties':
      return { at: child(params.additionalProperty), keyword, demands: null };
    case 'enum':
      return { at, keyword, demands: params.allowedValues };
    default:
      return { at, keyword, demands: params.limit ?? params.type ?? params.format ?? params.pattern ?? null };
  }
}
