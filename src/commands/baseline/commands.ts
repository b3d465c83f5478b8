import type { ArgumentDefinition, CommandDefinition, FlagDefinition } from '../definition.js';

const report: ArgumentDefinition = { name: '<report>', help: 'a report that check --reporter json=FILE wrote; - for standard input' };
const file: ArgumentDefinition = { name: '<file>', help: 'the baseline, a YAML file' };
const entry: readonly FlagDefinition[] = [
  { flags: '--reason <text>', help: 'why new entries are not mended yet' },
  { flags: '--owner <text>', help: 'who sees to them' },
  { flags: '--expires <day>', help: 'the last day on which they are put up with, as 2026-12-31' },
];

/** What can be done with baselines. */
export function baselineCommands(): readonly CommandDefinition[] {
  return [
    {
      name: 'baseline write',
      help: 'make a baseline of what fails in a report',
      arguments: [report, file],
      flags: entry,
      run: async (given, host) => (await import('./write.js')).write(given, host),
    },
    {
      name: 'baseline update',
      help: 'take out what is mended, and put in what is new (with --reason and --owner)',
      arguments: [report, file],
      flags: entry,
      run: async (given, host) => (await import('./update.js')).update(given, host),
    },
    {
      name: 'baseline show',
      help: 'show what a baseline knows',
      arguments: [file, { name: '[report]', help: 'a report that tells what is mended' }],
      flags: [{ flags: '--json', help: 'as JSON' }],
      run: async (given, host) => (await import('./show.js')).show(given, host),
    },
  ];
}
