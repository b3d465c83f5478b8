import type { Input } from '../model.js';
import { inputDefinitions } from './inputs.js';
import {
  anyText,
  assignment,
  bytes,
  checkedToken,
  choice,
  flag,
  header,
  type Parse,
  rate,
  seconds,
  serviceUrl,
  shard,
  whole,
} from './values.js';

/** One option: how it is written on the command line, in the environment and in the configuration file, and what it takes. */
export interface Definition<T = unknown> {
  /** As on the command line without its dashes; also the key in the configuration file. */
  readonly name: string;
  /** What stands behind the flag in the help; absent for a switch. */
  readonly argument?: string;
  readonly short?: string;
  readonly help: string;
  readonly parse: Parse<T>;
  readonly fallback?: T;
  /** The words that it takes, where they are few. */
  readonly choices?: readonly string[];
  /** May be given several times; the configuration file takes a list. */
  readonly repeatable?: true;
  /** Not on the command line, where every user of the machine could read it. */
  readonly secret?: true;
  /** Names a file or folder to read (or does so behind an `@`); one in the configuration file stands beside it. */
  readonly path?: true | '@';
  /** Takes JSON; the configuration file may write it as it writes everything else. */
  readonly structured?: true;
  /** What is given in several places is taken together, the strongest last; each variable that begins with its name gives one, too. */
  readonly gathered?: true;
  /** Changes what is sent, or how it is judged: who repeats a run has to give it again. */
  readonly repeated?: true;
  /** Makes sense on the command line alone. */
  readonly flagOnly?: true;
}

/** Environment variable of an option: `max-body` is `ARP_MAX_BODY`. */
export function variableOf(name: string): string {
  return `ARP_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** Every option of `check`, in the order of its help. `services` and `inputs` are those of the built-in spec. */
export function checkDefinitions(services: readonly string[], inputs: readonly Input[]): readonly Definition[] {
  return [
    { name: 'url', argument: '<url>', help: 'where the service lives, base path included', parse: serviceUrl },
    ...services.map((service) => ({
      name: `${service}-url`,
      argument: '<url>',
      help: `where the ${service} lives (check all)`,
      parse: serviceUrl,
    })),
    {
      name: 'tier',
      argument: '<tier>',
      help: 'how deep to look: smoke, core or full',
      parse: choice('smoke', 'core', 'full', 'surface', 'deep'),
      choices: ['smoke', 'core', 'full'],
      fallback: 'smoke',
    },
    {
      name: 'suite',
      argument: '<path>',
      help: 'checks of your own: a file, a folder or npm:PACKAGE; alone, or with --tier beside those of the tier; repeatable',
      parse: anyText,
      repeatable: true,
      path: true,
    },
    {
      name: 'var',
      argument: '<name=value>',
      help: 'a value for a variable of these suites (or set ARP_VAR_NAME); repeatable',
      parse: assignment,
      repeatable: true,
      gathered: true,
      repeated: true,
    },
    { name: 'var-file', argument: '<file>', help: 'values of variables, as YAML or JSON', parse: anyText, path: true, repeated: true },
    { name: 'read-only', help: 'send nothing but GET', parse: flag, fallback: false },
    { name: 'allow-mutations', help: 'allow checks that create, change and delete what they created', parse: flag, fallback: false },
    { name: 'include', argument: '<glob>', help: 'only checks whose id fits; repeatable', parse: anyText, repeatable: true },
    { name: 'exclude', argument: '<glob>', help: 'no check whose id fits; repeatable', parse: anyText, repeatable: true },
    {
      name: 'only',
      argument: '<id>',
      help: 'only this check, and what has to be sent before it; repeatable',
      parse: anyText,
      repeatable: true,
    },

    ...inputDefinitions(inputs),

    {
      name: 'header',
      argument: '<"Name: value">',
      short: 'H',
      help: 'a header for every request; repeatable',
      parse: header(':'),
      repeatable: true,
      repeated: true,
    },
    {
      name: 'headers',
      argument: '<Name=value>',
      help: 'the same, as the Python checker writes it; repeatable',
      parse: header('='),
      repeatable: true,
      repeated: true,
    },
    {
      name: 'headers-file',
      argument: '<file>',
      help: 'headers, one Name=value or Name: value a line',
      parse: anyText,
      path: true,
      repeated: true,
    },
    { name: 'token', help: 'bearer token', parse: checkedToken, secret: true },
    {
      name: 'token-file',
      argument: '<file>',
      help: 'file that holds the bearer token (or set ARP_TOKEN)',
      parse: anyText,
      path: true,
      repeated: true,
    },
    {
      name: 'token-command',
      argument: '<line>',
      help: 'shell command that writes the bearer token to stdout',
      parse: anyText,
      repeated: true,
    },
    {
      name: 'auth',
      argument: '<mode>',
      help: 'auto, required, optional or disabled',
      ...oneOf('auto', 'required', 'optional', 'disabled'),
      fallback: 'auto',
    },

    {
      name: 'timeout',
      argument: '<seconds>',
      help: 'one exchange, from first byte sent to last received',
      parse: seconds({ zero: false }),
      fallback: 10,
      repeated: true,
    },
    {
      name: 'poll-timeout',
      argument: '<seconds>',
      help: 'longest time to wait for something to come about, such as the end of a run',
      parse: seconds({ zero: true }),
      fallback: 60,
      repeated: true,
    },
    {
      name: 'poll-interval',
      argument: '<seconds>',
      help: 'longest pause between two readings',
      parse: seconds({ zero: false }),
      fallback: 1,
      repeated: true,
    },
    { name: 'no-cleanup', help: 'leave what the run created on the service', parse: flag, fallback: false, repeated: true },
    {
      name: 'cleanup-timeout',
      argument: '<seconds>',
      help: 'longest time for a write under way and for cleaning up after an interruption',
      parse: seconds({ zero: true }),
      fallback: 10,
    },
    {
      name: 'ledger',
      argument: '<dir>',
      help: 'folder for the ledger of what the run creates, for cleanup should it be killed (default: this folder)',
      parse: anyText,
      path: true,
    },
    { name: 'wait', argument: '<seconds>', help: 'wait so long for the service to come up', parse: seconds({ zero: true }), fallback: 0 },
    {
      name: 'retries',
      argument: '<n>',
      help: 'send a read so often again when the network fails',
      parse: whole(0, 100),
      fallback: 0,
      repeated: true,
    },
    { name: 'rate', argument: '<n/s>', help: 'requests that may begin in a second', parse: rate, repeated: true },
    { name: 'max-requests', argument: '<n>', help: 'stop after so many requests', parse: whole(1, 1_000_000) },
    {
      name: 'max-received',
      argument: '<size>',
      help: 'stop when the answers of a service take so much',
      parse: bytes,
      fallback: 12 * 2 ** 20,
      repeated: true,
    },
    { name: 'jobs', argument: '<n>', help: 'requests at a time', parse: whole(1, 256), fallback: 8 },
    {
      name: 'shard',
      argument: '<part>',
      help: 'only this part of the checks: 2/5, or auto in a CI job that runs in parallel',
      parse: shard,
    },
    { name: 'durations', argument: '<file>', help: 'JSON report of an earlier run, to split evenly by', parse: anyText, path: true },
    { name: 'fail-fast', help: 'start no more requests once an answer has failed', parse: flag, fallback: false },
    { name: 'max-body', argument: '<size>', help: 'longest body to read', parse: bytes, fallback: 8 * 2 ** 20, repeated: true },
    {
      name: 'max-values',
      argument: '<n>',
      help: 'most JSON values of a body to read',
      parse: whole(1, 1e9),
      fallback: 150_000,
      repeated: true,
    },
    {
      name: 'stream-time',
      argument: '<seconds>',
      help: 'longest time to read a stream of events',
      parse: seconds({ zero: false }),
      repeated: true,
    },
    { name: 'max-stream', argument: '<size>', help: 'longest stream to read', parse: bytes, fallback: 2 ** 30, repeated: true },
    { name: 'max-line', argument: '<size>', help: 'longest line of a stream to read', parse: bytes, fallback: 2 ** 20, repeated: true },
    {
      name: 'max-events',
      argument: '<n>',
      help: 'most events of a stream to read',
      parse: whole(1, 1e9),
      fallback: 10_000_000,
      repeated: true,
    },

    { name: 'cacert', argument: '<file>', help: 'certificate authority to trust (PEM)', parse: anyText, path: true, repeated: true },
    { name: 'cert', argument: '<file>', help: 'client certificate (PEM)', parse: anyText, path: true, repeated: true },
    { name: 'key', argument: '<file>', help: 'key of the client certificate (PEM)', parse: anyText, path: true, repeated: true },
    { name: 'insecure', help: 'do not verify the certificate of the service', parse: flag, fallback: false, repeated: true },

    {
      name: 'implied',
      argument: '<weight>',
      help: 'what a departure from what is only implied is: fail or warn',
      parse: choice('fail', 'warn'),
      fallback: 'fail',
      repeated: true,
    },
    { name: 'strict', help: 'exit 1 also on "should" warnings and on untested requirements', parse: flag, fallback: false },
    {
      name: 'reporter',
      argument: '<name[=file]>',
      help: 'terminal, json, junit, html, markdown, github, tap, sarif, ctrf or har, to a file or to stdout; repeatable',
      parse: anyText,
      repeatable: true,
    },
    {
      name: 'format',
      argument: '<format>',
      help: 'text, json or junit: one report, as the Python checker writes it',
      ...oneOf('text', 'json', 'junit'),
    },
    { name: 'out', argument: '<file>', help: 'write the report of --format there', parse: anyText },
    {
      name: 'baseline',
      argument: '<file>',
      help: 'what is known to be wrong: exit 0 as long as nothing else is',
      parse: anyText,
      path: true,
    },
    { name: 'strict-baseline', help: 'exit 1 also when the baseline holds what is mended', parse: flag, fallback: false },
    { name: 'record', help: 'keep every exchange whole in the JSON report, for report judge', parse: flag, fallback: false },
    { name: 'color', argument: '<when>', help: 'auto, always or never', ...oneOf('auto', 'always', 'never'), fallback: 'auto' },
    { name: 'quiet', short: 'q', help: 'no progress and, when all is well, only the summary', parse: flag, fallback: false },
    { name: 'verbose', short: 'v', help: 'show every check', parse: flag, fallback: false },

    { name: 'spec', argument: '<name>', help: 'revision line of the standard', ...oneOf('v1'), fallback: 'v1' },
    { name: 'spec-path', argument: '<dir>', help: 'check against another copy of the standard', parse: anyText, path: true },
    {
      name: 'service-name',
      argument: '<name>',
      help: 'the service of --spec-path to check, where it is none of the standard',
      parse: anyText,
    },
    { name: 'targets', argument: '<file>', help: 'check every service that this file names', parse: anyText, flagOnly: true },
    { name: 'config', argument: '<file>', help: 'configuration file', parse: anyText, flagOnly: true },
    { name: 'watch', help: 'run again when a file that is read changes, or on Enter', parse: flag, fallback: false, flagOnly: true },
    { name: 'dry-run', help: 'show what would be sent, and send nothing', parse: flag, fallback: false, flagOnly: true },
    { name: 'print-config', help: 'show the effective settings and where each comes from', parse: flag, fallback: false, flagOnly: true },
  ];
}

function oneOf(...words: readonly string[]): Pick<Definition<string>, 'parse' | 'choices'> {
  return { parse: choice(...words), choices: words };
}
