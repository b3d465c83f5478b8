import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { guess, UsageError } from '../errors.js';
import { openSpec } from '../load/spec/open.js';
import { suiteTemplates } from '../load/suites/templates.js';
import type { Spec } from '../model.js';
import { writeAtomically } from '../store/files.js';
import { argument, type Given, one } from './definition.js';
import type { Host } from './host.js';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** `suite new NAME`: a suite that runs as it is, with comments, vectors and a page on how to go on. Writes over nothing. @returns 0 */
export async function suiteNew(given: Given, host: Host): Promise<number> {
  const path = argument(given, 0);
  const name = basename(resolve(host.directory, path));
  if (!NAME.test(name))
    throw new UsageError(`"${name}" becomes part of ids: lower-case letters, digits and single hyphens, such as acme-runtime.`);
  const spec = await openSpec(one(given, 'spec-path'));
  const service = serviceOf(one(given, 'service'), spec);
  const files = suiteTemplates(service, valuesFor(name, service, spec));
  const present = [...files.keys()].filter((file) => existsSync(join(resolve(host.directory, path), file)));
  if (present.length > 0)
    throw new UsageError(
      `${present.map((file) => join(path, file)).join(', ')} ${present.length === 1 ? 'is' : 'are'} there already, and nothing is written over. Choose another name.`,
    );
  for (const [file, text] of files) writeAtomically(join(resolve(host.directory, path), file), text);
  host.stdout.write(`${[...files.keys()].map((file) => `${join(path, file)}\n`).join('')}`);
  host.stderr.write(
    `See what is wrong with it: arp-conformance suite lint ${path}\nRun it:                    arp-conformance check ${service} --url URL --suite ${path} --allow-mutations\n`,
  );
  return 0;
}

function serviceOf(chosen: string | undefined, { services }: Spec): string {
  if (chosen === undefined) throw new UsageError(`A suite is for a service: --service ${services.join(', --service ')}.`);
  if (services.includes(chosen)) return chosen;
  throw new UsageError(`There is no service "${chosen}"; --service takes ${services.join(', ')}.${guess(chosen, services)}`);
}

/** What stands for the blanks of the templates. */
function valuesFor(name: string, service: string, { operations }: Spec): Readonly<Record<string, string>> {
  const read = operations.find((operation) => operation.service === service && operation.method === 'GET' && !operation.path.includes('{'));
  const readId = (read?.id ?? 'read')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return { name, service, id: name.replaceAll('-', '_'), ID: name.toUpperCase(), read: read?.id ?? 'OPERATION', readid: readId };
}
