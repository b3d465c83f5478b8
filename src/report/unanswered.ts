import type { Report } from '../model.js';
import { adviceFor, tellFailure } from './sentences.js';

/** Why a service, or some of it, was not judged for want of an answer, and what to do about it; undefined where that was not so. */
export function tellUnanswered({ service, verdicts, exchanges }: Report): { readonly why: string; readonly advice: string } | undefined {
  const reason = verdicts.find((verdict) => verdict.reason?.kind === 'no_answer')?.reason;
  if (reason?.kind !== 'no_answer') return undefined;
  const some = [...exchanges.values()].some(({ answer }) => answer !== undefined);
  const what = some ? `Not every request reached the ${service}` : `The ${service} gave no answer`;
  return { why: `${what}: ${tellFailure(reason.failure)}.`, advice: adviceFor(reason.failure) };
}
