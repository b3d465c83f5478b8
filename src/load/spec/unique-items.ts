import { _, type Ajv2020 } from 'ajv/dist/2020.js';

/**
 * Takes ajv's `uniqueItems` out for one that looks at each item once, since a hostile list is long, and that knows that `items` says nothing of
 * those which `prefixItems` describes (JSON Schema 2020-12, 10.3.1.2). Items are alike when they read alike with their members in order.
 */
export function countItemsOnce(ajv: Ajv2020): void {
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must NOT have duplicate items' },
    code(context) {
      if (context.schema === false) return;
      const inOrder = _`(_, one) => one === null || typeof one != "object" || Array.isArray(one) ? one : Object.fromEntries(Object.entries(one).sort(([a], [b]) => a < b ? -1 : 1))`;
      const { data } = context;
      context.pass(_`${data}.length < 2 || new Set(${data}.map((item) => JSON.stringify(item, ${inOrder}))).size === ${data}.length`);
    },
  });
}
