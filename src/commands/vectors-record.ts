import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { UsageError } from '../errors.js';
import { readReportFile } from '../load/report-file.js';
import { type ReportedExchange, reportedExchange } from '../load/reported-exchange.js';
import { openSpec } from '../load/spec/open.js';
import type { Json, Operation, SchemaBreach, Spec } from '../model.js';
import { MASK } from '../secrets.js';
import { writeAtomically } from '../store/files.js';
import { argument, type Given, isSet, one } from './definition.js';
import type { Host } from './host.js';

/**
 * `vectors record REPORT --check ID`: keeps a payload of an exchange that a JSON report holds, in the folder of its schema, as valid or as
 * invalid as it is. Sends nothing and writes over nothing.
 * @returns 0
 */
export async function vectorsRecord(given: Given, host: Host): Promise<number> {
  const check = one(given, 'check');
  if (check === undefined) throw new UsageError('Of which check is the payload? Name it with --check ID.');
  const spec = await openSpec(one(given, 'spec-path'));
  const file = argument(given, 0);
  const exchange = reportedExchange(await readReportFile(file, host.directory), check, file);
  const ofRequest = isSet(given, 'request');
  const schema = schemaOf(exchange, ofRequest, spec);
  const payload = payloadOf(ofRequest ? exchange.request : exchange.response, ofRequest ? 'request' : 'answer');
  await spec.prepare([schema]);
  const breaches = spec.validator(schema)(payload);
  const name = one(given, 'name') ?? check.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const kind = breaches.length === 0 ? 'valid' : 'invalid';
  const path = join(one(given, 'out') ?? 'vectors', kind, schema, name);
  const taken = [`${path}.json`, `${path}.meta.yaml`].find((file) => existsSync(resolve(host.directory, file)));
  if (taken !== undefined)
    throw new UsageError('This file is there already, and nothing is written over: give another name with --name.', { file: taken });
  writeAtomically(resolve(host.directory, `${path}.json`), `${JSON.stringify(payload, null, 2)}\n`);
  writeAtomically(resolve(host.directory, `${path}.meta.yaml`), stringify(sidecarOf(check, exchange, breaches, one(given, 'why'))));
  host.stdout.write(`${path}.json\n${path}.meta.yaml\n`);
  const places = new Set(breaches.map(({ at }) => at));
  if (places.size > 1)
    host.stderr.write(
      `It is wrong at ${[...places].map((at) => JSON.stringify(at)).join(', ')}: leave one of them, and name it under "at".\n`,
    );
  return 0;
}

/** The schema that the contract has for a payload of this exchange. */
function schemaOf({ service, base, method, url, status }: ReportedExchange, ofRequest: boolean, spec: Spec): string {
  const path = url.startsWith(base) ? url.slice(base.length).split('?')[0] : undefined;
  const operation = spec.operations.find(
    (one) => one.service === service && one.method === method && path !== undefined && isPathOf(path, one),
  );
  if (operation === undefined) throw new UsageError(`No operation of the ${service} is ${method} ${url}.`);
  const schema = ofRequest ? operation.request : (operation.answers[String(status)] ?? operation.answers.default)?.schema;
  if (schema === undefined)
    throw new UsageError(`The contract has no schema for the ${ofRequest ? 'request' : `answer ${status}`} of ${operation.id}.`);
  if (schema.includes('#'))
    throw new UsageError(`The schema for this is spelt out in ${schema}: only what has a file of its own can be a vector.`);
  return schema;
}

function isPathOf(path: string, { path: template }: Operation): boolean {
  const source = template
    .split(/\{[^}]+\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^/]+');
  return new RegExp(`^${source}$`).test(path);
}

function payloadOf(body: Json, what: string): Json {
  if (body === null) throw new UsageError(`The ${what} of this exchange has no body.`);
  const value = typeof body === 'string' ? parsed(body, what) : body;
  if (JSON.stringify(value).includes(MASK))
    throw new UsageError(`The report masks a secret in the ${what}: what is left is not what was sent.`);
  return value;
}

function parsed(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new UsageError(`The ${what} in this report is not JSON, or was cut: reports quote the first 4096 characters.`);
  }
}

function sidecarOf(check: string, { requirement }: ReportedExchange, breaches: readonly SchemaBreach[], why: string | undefined): object {
  const places = [...new Set(breaches.map(({ at }) => at))];
  return {
    ...(requirement === undefined ? {} : { requirement }),
    why: why ?? `recorded from ${check}`,
    ...(places.length === 1 ? { at: places[0] } : {}),
  };
}
