import { sampleOf } from '../../json/schema/sample.js';
import { asSchema, listOf, memberOf, SchemaNotUnderstood, SchemaSource } from '../../json/schema/source.js';
import type { Json } from '../../model.js';

/** A function that puts in place of the templates of a body what may come to stand there, going by its schema. */
export function settler(schema: Json): (body: Json) => Json {
  const source = new SchemaSource(schema);
  return (body) => settled(body, [schema], source);
}

function settled(value: Json, schemas: readonly Json[], source: SchemaSource): Json {
  const here = schemas.flatMap((schema) => partsOf(schema, source, 0));
  if (typeof value === 'string') return value.includes('${') ? standIn(here, source) : value;
  if (Array.isArray(value))
    return value.map((item) =>
      settled(
        item,
        here.flatMap((schema) => asSchema(schema).items ?? []),
        source,
      ),
    );
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      settled(
        item,
        here.flatMap((schema) => ofMember(schema, name)),
        source,
      ),
    ]),
  );
}

/** A schema and those that hold in the same place. */
function partsOf(schema: Json, source: SchemaSource, depth: number): Json[] {
  if (depth > 20) return [];
  const { $ref: reference, allOf, anyOf, oneOf } = asSchema(schema);
  const others = [
    ...(reference === undefined ? [] : [resolved(reference, source)]),
    ...[allOf, anyOf, oneOf].flatMap((list) => listOf(list) ?? []),
  ];
  return [schema, ...others.flatMap((other) => partsOf(other, source, depth + 1))];
}

function resolved(reference: Json, source: SchemaSource): Json {
  try {
    return source.resolve(reference);
  } catch (error) {
    if (error instanceof SchemaNotUnderstood) return true;
    throw error;
  }
}

function ofMember(schema: Json, name: string): Json[] {
  const { properties, additionalProperties } = asSchema(schema);
  const own = memberOf(asSchema(properties), name) ?? additionalProperties;
  return own === undefined ? [] : [own];
}

function standIn(schemas: readonly Json[], source: SchemaSource): Json {
  const [typed = {}] = schemas.filter((schema) => asSchema(schema).type !== undefined);
  return sampleOf(typed, { source }) ?? 'sample';
}
