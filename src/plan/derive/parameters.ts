import { sampleOf } from '../../json/schema/sample.js';
import { asSchema, type Schema, SchemaSource } from '../../json/schema/source.js';
import { wrongValues } from '../../json/schema/wrong.js';
import type { Check, DerivedCheck, Json, Operation, Parameter, Spec } from '../../model.js';
import { rowFor } from './rows.js';
import { familyOf, phraseOf } from './titles.js';

/** One check for each constraint of the schema of a parameter that a text can break. */
export async function parameterChecks(check: Check, operation: Operation, spec: Spec): Promise<DerivedCheck[]> {
  const parameters = (operation.parameters ?? []).filter(({ in: where }) => where === 'query' || where === 'path');
  await spec.prepare(parameters.map(({ schema }) => schema));
  const checks = await Promise.all(parameters.map((parameter) => checksOf(check, operation, parameter, spec)));
  return checks.flat().map((derived) => ({ check: derived }));
}

async function checksOf(check: Check, operation: Operation, { name, in: where, schema: key }: Parameter, spec: Spec): Promise<Check[]> {
  const written = await spec.schema(key);
  const schema = asSchema(new SchemaSource(written).resolve(asSchema(written).$ref ?? '#'));
  const judging = spec.validator(key);
  const good = sampleOf(schema);
  if (good === undefined || judging(read(String(good), schema)).length > 0) return [];
  const { derive: _, probe = { operation: operation.id }, ...rest } = check;
  return wrongTexts(schema, good)
    .filter(
      ({ keyword, text }) => judging(read(text, schema)).some((breach) => breach.keyword === keyword) && (where !== 'path' || text !== ''),
    )
    .map(({ kind, text }) => ({
      ...rest,
      id: `${check.id}[${name}:${kind}]`,
      family: familyOf(check, kind),
      title: `${check.title}: ${phraseOf(name, kind)}`,
      ...(rowFor(operation.id, `/${name}`, kind, spec.refusals) ?? {
        requirements: check.requirements,
        expect: { refused: 'must' as const },
      }),
      probe: { ...probe, operation: operation.id, expects: 'error', [where]: { ...probe[where as 'path' | 'query'], [name]: text } },
    }));
}

interface WrongText {
  readonly kind: string;
  readonly keyword: string;
  readonly text: string;
}

/** A number in quotes or a null is as good as any other text here; a word is what is no number. */
function wrongTexts(schema: Schema, good: Json): WrongText[] {
  const values = wrongValues(schema, good).filter(({ kind }) => kind !== 'numeral' && kind !== 'null');
  const word: WrongText[] = typeof good === 'string' ? [] : [{ kind: 'word', keyword: 'type', text: 'abc' }];
  const negative: WrongText[] = typeof good === 'number' ? [{ kind: 'negative', keyword: 'minimum', text: '-1' }] : [];
  const all = [...values.map(({ kind, keyword, value }) => ({ kind, keyword, text: String(value) })), ...word, ...negative];
  return all.filter(({ text }, index) => all.findIndex((other) => other.text === text) === index);
}

/** What a text of a parameter is taken for: a text is any, where a text is asked for. */
function read(text: string, { type }: Schema): Json {
  const types = [type ?? 'string'].flat();
  if (types.includes('string')) return text;
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return text === 'true' || text === 'false' ? text === 'true' : text;
}
