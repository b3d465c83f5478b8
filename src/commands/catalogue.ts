import { type Input, TIERS } from '../model.js';
import { checkDefinitions, type Definition } from '../options/definitions.js';
import { REPORTERS } from '../report/register.js';
import { baselineCommands } from './baseline/commands.js';
import { CLEANUP_SETTINGS } from './cleanup-settings.js';
import type { CommandDefinition, FlagDefinition, Values } from './definition.js';
import { reportCommands } from './report/commands.js';

const CHECK_IDS: Values = { from: 'list --tier full --ids' };
const EFFECTS = ['read', 'refused', 'write'] as const;
const json: FlagDefinition = { flags: '--json', help: 'as JSON' };
const specPath: FlagDefinition = {
  flags: '--spec-path <dir>',
  help: 'another copy of the standard, or the contract of a service of your own',
};
const sources: FlagDefinition[] = [
  { flags: '--suite <path>', help: 'with the checks of a suite of your own; repeatable', repeatable: true },
  specPath,
];

/** What the groups of commands are about. */
export const GROUPS: Readonly<Record<string, string>> = {
  suite: 'begin and read suites of your own',
  vectors: 'look at stored payloads, and keep new ones',
  report: 'do something with JSON reports',
  baseline: 'do something with a baseline of what is known to be wrong',
};

/** Every command, in the order of the help. `services` and `inputs` are those of the built-in spec. */
export function commandCatalogue(services: readonly string[], inputs: readonly Input[]): readonly CommandDefinition[] {
  const anyService = [...services, 'all'];
  const selection: FlagDefinition[] = [
    { flags: '--service <name>', help: 'of this service; repeatable', repeatable: true, values: services },
    { flags: '--tier <tier>', help: 'of a run of this tier: smoke, core or full', values: TIERS },
  ];
  return [
    {
      name: 'check',
      help: 'check a live service',
      arguments: [
        { name: '[service]', help: `${services.join(', ')}, all, or one that --spec-path has; none with --targets`, values: anyService },
      ],
      flags: checkDefinitions(services, inputs).flatMap((definition) => checkFlag(definition)),
      notes: [
        '\nSettings can also stand in the environment as ARP_NAME and in arp-conformance.config.yaml.',
        'Exit: 0 conformant, 1 not conformant, 2 usage error, 3 no verdict, 4 bug of ours, 5 a report is lost, 130/143 interrupted.',
      ],
      run: async (given, host) => (await import('./check.js')).check(given.arguments[0] as string | undefined, given.flags, services, host),
    },
    {
      name: 'cleanup',
      help: 'remove what a run left that was killed, by its ledger',
      arguments: [
        { name: '[ledger...]', help: 'files that runs have left, or folders of them; without any, those of this folder are listed' },
      ],
      flags: checkDefinitions(services, inputs)
        .filter(({ name }) => CLEANUP_SETTINGS.includes(name) || services.some((service) => name === `${service}-url`))
        .flatMap((definition) => checkFlag(definition)),
      notes: [
        '\nNothing is removed but what the ledger names. What remains stays in it.',
        'Exit: 0 nothing is left, 1 something is, 2 usage error, 3 no answer, 130/143 interrupted.',
      ],
      run: async (given, host) => (await import('./cleanup.js')).cleanup(given, { services, inputs }, host),
    },
    {
      name: 'list',
      help: 'list the checks',
      flags: [
        ...selection,
        {
          flags: '--tag <tag>',
          help: 'with this tag, or about a requirement of this kind: read, negative, write, auth; repeatable',
          repeatable: true,
        },
        { flags: '--requirement <glob>', help: 'about a requirement whose id fits; repeatable', repeatable: true },
        { flags: '--effect <effect>', help: 'with this effect: read, refused or write; repeatable', repeatable: true, values: EFFECTS },
        ...sources,
        { flags: '--ids', help: 'the ids alone' },
        json,
      ],
      run: async (given, host) => (await import('./list.js')).list(given, host),
    },
    {
      name: 'explain',
      help: 'explain a check, a requirement or a kind of finding',
      arguments: [{ name: '[id]', help: 'id of a check or a requirement, or the kind of a finding', values: { from: 'explain --ids' } }],
      flags: [{ flags: '--ids', help: 'everything that can be explained, one a line' }, ...sources],
      run: async (given, host) => (await import('./explain.js')).explain(given, host),
    },
    {
      name: 'coverage',
      help: 'show which check tests which requirement',
      flags: [...selection, { flags: '--untested', help: 'only what no check tests' }, ...sources, json],
      run: async (given, host) => (await import('./coverage.js')).coverage(given, host),
    },
    {
      name: 'validate',
      help: 'hold payloads or NDJSON logs to a schema',
      arguments: [
        {
          name: '[schema]',
          help: 'key of a schema such as runtime/runs/run_status, or its last part',
          values: { from: 'validate --schemas' },
        },
        { name: '[file...]', help: 'files to read; - for standard input' },
      ],
      flags: [
        { flags: '--schemas', help: 'list the schemas' },
        { flags: '--ndjson', help: 'each line is a payload of its own (known by itself for .ndjson and .jsonl)' },
        specPath,
        { flags: '-q, --quiet', help: 'say nothing, only exit' },
        json,
      ],
      notes: ['\nExit: 0 all fit, 1 something does not, 2 usage error.'],
      run: async (given, host) => (await import('./validate.js')).validate(given, host),
    },
    ...reportCommands(),
    ...baselineCommands(),
    {
      name: 'suite new',
      help: 'begin a suite: a commented file, vectors, a README',
      arguments: [{ name: '<name>', help: 'its folder; the last part becomes part of ids' }],
      flags: [{ flags: '--service <name>', help: 'the service that it is for', values: services }, specPath],
      run: async (given, host) => (await import('./suite-new.js')).suiteNew(given, host),
    },
    {
      name: 'suite lint',
      help: 'say everything that is wrong with suites',
      arguments: [{ name: '[path...]', help: 'files, folders that hold suite.yaml, or npm:PACKAGE (default: this folder)' }],
      flags: [specPath],
      notes: ['\nExit: 0 nothing is wrong, 2 something is.'],
      run: async (given, host) => (await import('./suite-lint.js')).suiteLint(given, host),
    },
    {
      name: 'vectors check',
      help: 'see whether stored payloads are as valid or invalid as their folders say',
      arguments: [{ name: '[path]', help: 'a file, or a folder that holds valid/ and invalid/ (default: this folder)' }],
      flags: [specPath],
      notes: ['\nExit: 0 all are, 2 something is not.'],
      run: async (given, host) => (await import('./vectors-check.js')).vectorsCheck(given, host),
    },
    {
      name: 'vectors record',
      help: 'keep a payload of an exchange that a JSON report holds',
      arguments: [{ name: '<report>', help: 'file that --reporter json=FILE wrote' }],
      flags: [
        { flags: '--check <id>', help: 'the check whose exchange is meant', values: CHECK_IDS },
        { flags: '--request', help: 'what was sent, in place of what came back' },
        { flags: '--name <name>', help: 'what the vector is called (default: after the check)' },
        { flags: '--why <text>', help: 'what is special about it, for its sidecar' },
        { flags: '--out <dir>', help: 'folder of the vectors (default: vectors)' },
        specPath,
      ],
      run: async (given, host) => (await import('./vectors-record.js')).vectorsRecord(given, host),
    },
    {
      name: 'serve',
      help: 'start the embedded reference services',
      arguments: [{ name: '[service]', help: `${services.join(', ')}, or all`, values: anyService }],
      flags: [
        { flags: '--port <n>', help: 'port to listen on; all: this one and the next two (default: free ones)' },
        { flags: '--auth <token>', help: 'demand this bearer token' },
        { flags: '--fault <id>', help: 'be wrong in this way; repeatable', repeatable: true, values: { from: 'serve --list-faults' } },
        {
          flags: '--variation <id>',
          help: 'be different in this conforming way; repeatable',
          repeatable: true,
          values: { from: 'serve --list-variations' },
        },
        { flags: '--list-faults', help: 'show the faults' },
        { flags: '--list-variations', help: 'show the variations' },
      ],
      run: async (given, host) => (await import('./serve.js')).serve(given, services, host),
    },
    {
      name: 'init',
      help: 'set the gate up for a service: a configuration file, a CI job, a first run',
      arguments: [{ name: '[service]', help: services.join(', '), values: services }],
      flags: [
        { flags: '--url <url>', help: 'where the service lives while the job runs' },
        { flags: '--tier <tier>', help: 'smoke, core or full (default: smoke)', values: TIERS },
        { flags: '--ci <system>', help: 'github, gitlab or none', values: ['github', 'gitlab', 'none'] },
        { flags: '--start <command>', help: 'what starts the service in the job' },
        { flags: '--package <name>', help: 'what npx is to run in the job: a version, or a packed file (default: this version)' },
        { flags: '--force', help: 'write over files that are there' },
        { flags: '--no-run', help: 'run no first check' },
      ],
      run: async (given, host) => (await import('./init.js')).init(given, services, host),
    },
    {
      name: 'doctor',
      help: 'look at what a run depends on: Node.js, configuration, network, TLS, proxy, clock',
      arguments: [{ name: '[url]', help: 'where a service lives (default: those of the settings)' }],
      flags: [
        { flags: '--cacert <file>', help: 'certificate authority to trust (PEM)' },
        { flags: '--insecure', help: 'do not verify the certificate of the service' },
      ],
      notes: ['\nExit: 0 nothing is in the way of a run, 1 something is, 2 usage error.'],
      run: async (given, host) => (await import('./doctor.js')).doctor(given, { services, inputs }, host),
    },
    {
      name: 'demo',
      help: 'start the three reference services and check them',
      run: async (_, host) => (await import('./demo.js')).demo(services, host),
    },
    {
      name: 'self-test',
      help: 'check reference services with every fault: which of them the checks find',
      flags: [
        { flags: '--service <name>', help: 'this service; repeatable (default: all)', repeatable: true, values: services },
        { flags: '--tier <tier>', help: 'the deepest tier to run: smoke, core or full (default: full)', values: TIERS },
        {
          flags: '--fault <glob>',
          help: 'only faults whose id fits, and no variations; repeatable',
          repeatable: true,
          values: { from: 'serve --list-faults' },
        },
        { flags: '--jobs <n>', help: 'services to check at a time (default: 8)' },
        { flags: '--reporter <name>', help: 'terminal or json (default: terminal)', values: ['terminal', 'json'] },
        specPath,
        { flags: '-q, --quiet', help: 'no progress on stderr' },
      ],
      notes: ['\nExit: 0 every fault found with exact blame and nothing that conforms blamed, 1 not so, 2 usage error.'],
      run: async (given, host) => (await import('./self-test.js')).selfTest(given, services, host),
    },
  ];
}

/** Secrets have no flag. */
function checkFlag(definition: Definition): FlagDefinition[] {
  const { name, argument: value, short, help, fallback, repeatable, secret } = definition;
  if (secret) return [];
  const values = valuesOf(definition);
  return [
    {
      flags: `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
      help: fallback === undefined || fallback === false ? help : `${help} (default: ${String(fallback)})`,
      ...(repeatable ? { repeatable } : {}),
      ...(values === undefined ? {} : { values }),
    },
  ];
}

function valuesOf({ name, argument: value, choices }: Definition): Values | undefined {
  if (name === 'reporter') return Object.keys(REPORTERS);
  return choices ?? (value === '<glob>' || value === '<id>' ? CHECK_IDS : undefined);
}
