import { shapes } from '#built/shapes.js';
import { suite, vector } from '#built/shapeValidators.js';
import type { SchemaNode } from './schema-walk.js';
import type { ShapeSchema } from './shape.js';

/** The shape of a suite. */
export const suiteShape: ShapeSchema = { schema: shapes.suite as SchemaNode, fits: suite };

/** The shape of what is said of a vector. */
export const vectorShape: ShapeSchema = { schema: shapes.vector as SchemaNode, fits: vector };
