import { _, type Ajv2020, type Code, type CodeGen, type KeywordCxt, Name } from 'ajv/dist/2020.js';
import { resetErrorsCount } from 'ajv/dist/compile/errors.js';

/** How many breaches a keyword finds in the parts of one list or object before it looks no further. */
export const MOST_ALIKE = 100;

/** What comes after each part, given how many breaches there were before the first one. */
type AfterPart = (gen: CodeGen, before: Name) => void;

/** The variable in which compiled schemas count what is wrong. */
const errors = new Name('errors');
const isEnough = (before: Name): Code => _`${errors} - ${before} >= ${MOST_ALIKE}`;
/** The value is wrong by then, whatever comes. */
const stop: AfterPart = (gen, before) => gen.if(isEnough(before), () => gen.break());
/** Breaches of parts that need not fit are only kept until one does. */
const forget: AfterPart = (gen, before) => gen.if(isEnough(before), () => resetErrorsCount(gen, before));

const LOOPS: Readonly<Record<string, AfterPart>> = {
  items: stop,
  additionalItems: stop,
  unevaluatedItems: stop,
  additionalProperties: stop,
  patternProperties: stop,
  propertyNames: stop,
  unevaluatedProperties: stop,
  contains: forget,
};

/**
 * Keeps the breaches of one value few, since a hostile one is wrong in a million places: ajv would make an object of each, and copy all that it
 * has for every item that has some. Whether a value is valid does not change.
 */
export function boundLoops(ajv: Ajv2020): void {
  for (const [keyword, after] of Object.entries(LOOPS)) {
    const rule = ajv.RULES.all[keyword];
    if (typeof rule !== 'object' || !('code' in rule.definition)) continue;
    const { code } = rule.definition;
    rule.definition = {
      ...rule.definition,
      code: (context: KeywordCxt, type?: string) => bounded(context.gen, after, () => code(context, type)),
    };
  }
}

/** The loops that `write` makes over the parts of a value look at what came of each part; those within them do not. */
function bounded(gen: CodeGen, after: AfterPart, write: () => void): void {
  const { forRange, forOf } = gen;
  const before = gen.const('_before', errors);
  const loop =
    (body: (part: Name) => void) =>
    (part: Name): void => {
      Object.assign(gen, { forRange, forOf });
      body(part);
      Object.assign(gen, own);
      after(gen, before);
    };
  const own: Pick<CodeGen, 'forRange' | 'forOf'> = {
    forRange: (name, from, to, body, kind) => forRange.call(gen, name, from, to, loop(body), kind),
    forOf: (name, list, body, kind) => forOf.call(gen, name, list, loop(body), kind),
  };
  Object.assign(gen, own);
  write();
  Object.assign(gen, { forRange, forOf });
}
