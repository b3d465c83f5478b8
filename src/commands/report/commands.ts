import { REPORTERS } from '../../report/register.js';
import type { ArgumentDefinition, CommandDefinition, FlagDefinition } from '../definition.js';

const file: ArgumentDefinition = { name: '<file>', help: 'a report that check --reporter json=FILE wrote; - for standard input' };
const drawing: readonly FlagDefinition[] = [
  {
    flags: '--reporter <name[=file]>',
    help: 'how to draw it, to a file or to stdout; repeatable',
    repeatable: true,
    values: Object.keys(REPORTERS),
  },
  { flags: '--color <when>', help: 'auto, always or never', values: ['auto', 'always', 'never'] },
  { flags: '-q, --quiet', help: 'when all is well, only the summary' },
  { flags: '-v, --verbose', help: 'show every check' },
];

/** What can be done with reports that were written as JSON. */
export function reportCommands(): readonly CommandDefinition[] {
  return [
    {
      name: 'report show',
      help: 'draw a report again, by any reporter',
      arguments: [file],
      flags: drawing,
      run: async (given, host) => (await import('./show.js')).show(given, host),
    },
    {
      name: 'report diff',
      help: 'show what changed from one report to another',
      arguments: [
        { name: '<old>', help: 'the report to start from' },
        { name: '<new>', help: 'the report that came later' },
      ],
      flags: [
        {
          flags: '--fail-on <what>',
          help: 'exit 1 on new failures, on any failure, or on none (default: new)',
          values: ['new', 'any', 'none'],
        },
        { flags: '--json', help: 'as JSON' },
      ],
      run: async (given, host) => (await import('./diff.js')).diff(given, host),
    },
    {
      name: 'report merge',
      help: 'put several reports together: services, parts of a run, replicas',
      arguments: [{ name: '<file...>', help: 'reports that check --reporter json=FILE wrote' }],
      flags: drawing,
      run: async (given, host) => (await import('./merge.js')).merge(given, host),
    },
    {
      name: 'report judge',
      help: 'judge the exchanges of a recorded run again (check --record), offline',
      arguments: [file],
      flags: [
        { flags: '--spec-path <dir>', help: 'against another copy of the standard' },
        {
          flags: '--suite <path>',
          help: 'by these suites of your own, in place of those of the run where they stood; repeatable',
          repeatable: true,
        },
        { flags: '--strict', help: 'exit 1 also on "should" warnings and on untested requirements' },
        ...drawing,
      ],
      run: async (given, host) => (await import('./judge.js')).judgeAgain(given, host),
    },
    {
      name: 'report badge',
      help: 'draw a badge for a report',
      arguments: [file],
      flags: [
        {
          flags: '--format <format>',
          help: 'svg, or shields: JSON for an endpoint badge of shields.io (default: svg)',
          values: ['svg', 'shields'],
        },
        { flags: '--label <text>', help: 'what stands on its left' },
        { flags: '--out <file>', help: 'write it there' },
      ],
      run: async (given, host) => (await import('./badge.js')).badge(given, host),
    },
  ];
}
