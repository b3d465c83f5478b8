import type { InvalidVector, Operation, Vector } from '../../model.js';
import { bodyView } from '../body-view.js';
import { roomOf, verbatim } from './labelled.js';
import type { Material } from './material.js';

/** Payloads that show what is right and what is wrong. */
export interface Examples {
  readonly right?: Vector;
  readonly wrong: readonly InvalidVector[];
}

/** Wrong examples that are shown; more would hide the rest. */
const MOST = 3;

/** Of these requirements: the stored payloads that break one of them, and one that fits the same schema. */
export function examplesOf(requirements: readonly string[], operations: readonly Operation[], { vectors }: Material): Examples {
  const wrong = vectors.invalid.filter(({ requirement }) => requirements.includes(requirement));
  const answered = operations.flatMap(({ answers }) =>
    Object.entries(answers).flatMap(([status, { schema }]) => (status[0] === '2' && schema ? [schema] : [])),
  );
  const schema = wrong[0]?.schema ?? answered[0];
  const right = vectors.valid.filter((vector) => vector.schema === schema).sort((a, b) => rank(a) - rank(b))[0];
  return { ...(right === undefined ? {} : { right }), wrong };
}

/** The smallest payload shows best what is needed. */
function rank({ name }: Vector): number {
  const at = ['minimal', 'full'].indexOf(name);
  return at < 0 ? 2 : at;
}

/** The examples as lines, with a caret under what is wrong. */
export function exampleLines({ right, wrong }: Examples, width: number): string[] {
  const bytes = ({ payload }: Vector): Uint8Array => Buffer.from(JSON.stringify(payload));
  const shown = wrong.slice(0, MOST).flatMap((vector) => {
    const { text, carets } = bodyView(bytes(vector), [vector.at], roomOf(width));
    return [text, ...(carets === '' ? [] : [carets]), `${vector.schema}, ${vector.name}: ${vector.why}`];
  });
  const more = wrong.length > MOST ? [`and ${wrong.length - MOST} more in the vectors`] : [];
  return [
    ...(right === undefined ? [] : verbatim('right', [bodyView(bytes(right), [], roomOf(width)).text, `${right.schema}, ${right.name}`])),
    ...verbatim('wrong', [...shown, ...more]),
  ];
}
