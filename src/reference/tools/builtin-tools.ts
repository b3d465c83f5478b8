import type { JsonObject } from '../json.js';

/** A tool that can be invoked. */
export interface Tool {
  readonly id: string;
  /** Unique too: calls may name a tool instead of giving its id (ARP-TR-007). */
  readonly name: string;
  readonly description: string;
  /** JSON Schemas, in the few keywords that `tool-arguments.ts` knows. */
  readonly input: JsonObject;
  readonly output: JsonObject;
  /** Throws to fail. */
  run(args: JsonObject): JsonObject;
}

const object = (properties: JsonObject, required: string[] = Object.keys(properties)): JsonObject => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const text: JsonObject = { type: 'string' };
const number: JsonObject = { type: 'number' };

/** Tools of every reference registry: without side effects, and between them with every shape of argument. */
export const BUILTIN_TOOLS: readonly Tool[] = [
  {
    id: 'echo',
    name: 'echo',
    description: 'Says what it is told.',
    input: object({ text }),
    output: object({ text }),
    run: (args) => ({ text: args.text ?? '' }),
  },
  {
    id: 'math.add',
    name: 'add',
    description: 'Adds two numbers.',
    input: object({ a: number, b: number }),
    output: object({ sum: number }),
    // The sum of two finite numbers may not be finite, and JSON has no word for that.
    run: (args) => ({ sum: Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, Number(args.a) + Number(args.b))) }),
  },
  {
    id: 'text/upper case',
    name: 'upper',
    description: 'Turns text into capitals; its id has characters that a path must encode.',
    input: object({ text: { type: 'string', minLength: 1, maxLength: 200 } }),
    output: object({ text }),
    run: (args) => ({ text: String(args.text).toUpperCase() }),
  },
  {
    id: 'zähler:文字?#1',
    name: 'count characters',
    description: 'Counts the characters of each text; its id is not ASCII.',
    input: object({ texts: { type: 'array', items: text, minItems: 1, maxItems: 50 } }),
    output: object({ counts: { type: 'array', items: { type: 'integer', minimum: 0 } } }),
    run: (args) => ({ counts: (args.texts as string[]).map((item) => [...item].length) }),
  },
  {
    id: 'plan',
    name: 'plan',
    description: 'Repeats what it was asked to plan; takes nested and optional arguments.',
    input: object(
      {
        unit: { type: 'string', enum: ['day', 'week', 'month'] },
        count: { type: 'integer', minimum: 1, maximum: 12 },
        options: object({ weekends: { type: 'boolean' }, note: text }, []),
      },
      ['unit', 'count'],
    ),
    output: object({ planned: text }),
    run: (args) => ({ planned: `${args.count} × ${args.unit}` }),
  },
  {
    id: 'brittle',
    name: 'brittle',
    description: 'Fails when it is told to.',
    input: object({ fail: { type: 'boolean' } }),
    output: object({ survived: { type: 'boolean' } }),
    run: (args) => {
      if (args.fail === true) throw new Error('The tool failed as it was told to');
      return { survived: true };
    },
  },
];
