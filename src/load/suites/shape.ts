import type { Problem } from '../../errors.js';
import type { Path, SourceDocument } from '../document.js';
import { misshapen } from './misshapen.js';
import type { SchemaNode } from './schema-walk.js';

/** What is wrong with the shape of a document, and the paths at which it is. */
export interface Shape {
  readonly problems: readonly Problem[];
  readonly paths: readonly Path[];
}

/** The schema of something that users write. */
export interface ShapeSchema {
  readonly schema: SchemaNode;
  /** Whether a value fits it, compiled ahead of time. */
  readonly fits?: (value: unknown) => boolean;
}

/** A judge of shapes: every departure of a document from a schema, each told once and at its place. */
export function shapeJudge({ schema, fits }: ShapeSchema): (document: SourceDocument) => Shape {
  let tell: ReturnType<typeof misshapen> | undefined;
  return (document) => {
    if (fits?.(document.value)) return { problems: [], paths: [] };
    tell ??= misshapen(schema);
    return tell(document);
  };
}
