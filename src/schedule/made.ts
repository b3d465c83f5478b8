import { misfitOf, mistypedOf } from '../json/misfit.js';
import { sampleOf } from '../json/schema/sample.js';
import type { Json } from '../model.js';

const MAKERS: Readonly<Record<string, (rest: string, value: (name: string) => Json | undefined) => Json | undefined>> = {
  sample: (rest, value) => forSchema(value(rest), objectOf),
  misfit: (rest, value) => forSchema(value(rest), misfitOf),
  mistyped: (rest, value) => forSchema(value(rest), mistypedOf),
  long: (rest) => 'word '.repeat(Math.ceil(Number(rest) / 5)).slice(0, Number(rest)),
};

/** Whether a name in a request stands for a value that is made on the spot. */
export function isMade(name: string): boolean {
  return Object.hasOwn(MAKERS, makerOf(name));
}

/** `sample:NAME` is an object that fits the schema of that name, `misfit:NAME` and `mistyped:NAME` break it in one point, `long:1000` is a text of so many characters. */
export function made(name: string, value: (name: string) => Json | undefined): Json | undefined {
  const maker = makerOf(name);
  return MAKERS[maker]?.(name.slice(maker.length + 1), value);
}

/** Arguments are an object: a schema that only other values fit has none. */
function objectOf(schema: Json): Json | undefined {
  const sample = sampleOf(schema);
  return sample === null || typeof sample !== 'object' || Array.isArray(sample) ? undefined : sample;
}

function makerOf(name: string): string {
  const [maker = '', rest] = name.split(':');
  return rest === undefined ? '' : maker;
}

function forSchema(schema: Json | undefined, make: (schema: Json) => Json | undefined): Json | undefined {
  return schema === undefined ? undefined : make(schema);
}
