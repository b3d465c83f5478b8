import type { Problem } from '../../errors.js';
import type { SourceDocument } from '../document.js';
import { type SchemaNode, walk } from './schema-walk.js';

/** Where the schema says `x-one-besides`, exactly one key stands beside the ones that it lists: one demand on one place. */
export function demandProblems(document: SourceDocument, schema: SchemaNode): Problem[] {
  const problems: Problem[] = [];
  walk(schema, schema, document.value, [], (node, value, path) => {
    const beside = node['x-one-besides'];
    if (!Array.isArray(beside) || value === null || typeof value !== 'object' || Array.isArray(value)) return;
    const known = Object.keys(node.properties as object);
    const demands = Object.keys(value).filter((key) => known.includes(key) && !beside.includes(key));
    const [first, second] = demands;
    if (first === undefined) {
      const choice = known.filter((key) => !beside.includes(key));
      if (Object.keys(value).every((key) => known.includes(key)))
        problems.push(document.problem(`This demands nothing; it takes one of ${choice.slice(0, 8).join(', ')}, …`, path));
    }
    if (second !== undefined)
      problems.push(
        document.problem(`This demands both "${first}" and "${second}"; each demand is an entry of its own.`, [...path, second], 'key'),
      );
  });
  return problems;
}
