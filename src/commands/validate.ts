import { guess, UsageError } from '../errors.js';
import { readPayloadFile } from '../load/payload-file.js';
import { openSpec } from '../load/spec/open.js';
import type { Spec } from '../model.js';
import { validationJson, validationText } from '../report/validation-text.js';
import { isLog, judgeFile } from '../validate/payload.js';
import { argument, type Given, isSet, one } from './definition.js';
import type { Host } from './host.js';

/**
 * `validate SCHEMA FILE…`: holds payloads and logs to a schema of the standard.
 * @returns 0 when everything fits, else 1
 * @throws UsageError for a schema that is not there, and a file that cannot be read
 */
export async function validate(given: Given, host: Host): Promise<number> {
  const spec = await openSpec(one(given, 'spec-path'));
  if (isSet(given, 'schemas')) {
    host.stdout.write(
      named(spec)
        .map((key) => `${key}\n`)
        .join(''),
    );
    return 0;
  }
  const schema = schemaOf(argument(given, 0), spec);
  const files = (given.arguments[1] ?? []) as readonly string[];
  if (files.length === 0) throw new UsageError('validate takes the files to read behind the schema; - stands for standard input.');
  await spec.prepare([schema]);
  const validator = spec.validator(schema);
  const judged = files.map((file) => {
    const bytes = readPayloadFile(file, host.directory);
    const perLine = isSet(given, 'ndjson') || /\.(ndjson|jsonl)$/.test(file) || (!file.endsWith('.json') && isLog(bytes));
    return { file, ...judgeFile(bytes, schema, validator, perLine) };
  });
  if (!isSet(given, 'quiet')) host.stdout.write((isSet(given, 'json') ? validationJson : validationText)(judged, schema));
  return judged.every(({ flaws, payloads }) => flaws.length === 0 && payloads > 0) ? 0 : 1;
}

/** Keys with a file of their own; those that OpenAPI documents spell out have no name that anybody would type. */
function named({ schemas }: Spec): string[] {
  return schemas.filter((key) => !key.includes('#')).sort();
}

/** A schema by its key, by the path of its file, or by as much of its end as is needed: `RunStatus` is `run_status`. */
function schemaOf(word: string, spec: Spec): string {
  if (word === '') throw new UsageError('validate takes a schema and files. See validate --schemas.');
  if (spec.schemas.includes(word)) return word;
  const asked = word
    .replace(/\.schema\.(json|ya?ml)$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
  const known = named(spec);
  const fitting = known.filter((key) => key === asked || key.endsWith(`/${asked}`) || asked.endsWith(`/${key}`));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  if (fitting.length > 1) throw new UsageError(`"${word}" could be ${fitting.join(' or ')}; give more of it.`);
  throw new UsageError(
    `There is no schema "${word}".${guess(asked, [...known, ...known.map((key) => key.split('/').at(-1) ?? '')])} See validate --schemas.`,
  );
}
