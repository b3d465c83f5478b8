import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { guess, UsageError } from '../errors.js';
import { TIERS } from '../model.js';
import { serviceUrl } from '../options/values.js';
import { writeAtomically } from '../store/files.js';
import { check } from './check.js';
import { type Given, isSet, one } from './definition.js';
import type { Host } from './host.js';
import { CONFIG_FILE, configText, type Gate, jobFile, jobText, SYSTEMS } from './init-files.js';

/** `init [service]`: asks for what no flag says, writes the configuration and the CI job, and checks the service once. */
export async function init(given: Given, services: readonly string[], host: Host): Promise<number> {
  const gate = await gateOf(given, services, host);
  const files = [{ name: CONFIG_FILE, text: configText(gate) }];
  const job = jobFile(gate);
  if (job !== undefined) files.push({ name: job, text: jobText(gate) });
  const there = files.find(({ name }) => existsSync(join(host.directory, name)));
  if (there !== undefined && !isSet(given, 'force')) {
    throw new UsageError(`${there.name} is there already; nothing was written. Say --force to write over it.`);
  }
  for (const { name, text } of files) {
    writeAtomically(join(host.directory, name), text);
    host.stderr.write(`wrote ${name}\n`);
  }
  if (gate.ci === 'gitlab') host.stderr.write(`Include it in your .gitlab-ci.yml:\n\n  include:\n    - local: ${job}\n\n`);
  if (isSet(given, 'no-run')) return 0;
  return check(gate.service, { url: gate.url, tier: 'smoke' }, services, host);
}

async function gateOf(given: Given, services: readonly string[], host: Host): Promise<Gate> {
  const [first] = given.arguments;
  const service = await answer(typeof first === 'string' ? first : undefined, 'service', `Which service? (${services.join(', ')}) `, host);
  among(service, services, 'service');
  const url = serviceUrl(
    await answer(
      one(given, 'url'),
      '--url',
      'Where does it live while the job runs? (http://127.0.0.1:8080) ',
      host,
      'http://127.0.0.1:8080',
    ),
    '--url',
  );
  const tier = await answer(one(given, 'tier'), '--tier', 'How deep? (smoke, core, full; default smoke) ', host, 'smoke');
  among(tier, TIERS, 'tier');
  const ci = await answer(one(given, 'ci'), '--ci', 'Which CI system? (github, gitlab, none; default github) ', host, 'github');
  among(ci, SYSTEMS, 'CI system');
  const start =
    ci === 'none'
      ? ''
      : await answer(one(given, 'start'), '--start', 'What starts the service? (./start-my-service) ', host, './start-my-service');
  const own = `${host.tool.name}@${host.tool.version}`;
  return { service, url, tier, ci: ci as Gate['ci'], start, package: one(given, 'package') ?? own };
}

/** What the flag says, else what the user does; without a user the default, where there is one. */
async function answer(value: string | undefined, flag: string, question: string, { ask }: Host, fallback?: string): Promise<string> {
  if (value !== undefined) return value;
  const said = ask === undefined ? '' : (await ask(question)).trim();
  if (said !== '') return said;
  if (fallback !== undefined) return fallback;
  throw new UsageError(`init needs to know the ${flag}: arp-conformance init runtime --url http://127.0.0.1:8080`);
}

function among(word: string, words: readonly string[], what: string): void {
  if (!words.includes(word)) throw new UsageError(`There is no ${what} "${word}"; init takes ${words.join(', ')}.${guess(word, words)}`);
}
