import { describe, expect, it } from 'vitest';
import { spec } from '#built/spec.js';
import { leaksIn } from '../../../src/validate/leaks.js';

/** Written so that no line of this project looks like a place on a machine. */
const HOME = ['', 'home', ''].join('/');

const { leaks } = spec.knowledge;
const shown = (message: string): string[] => [...new Set(leaksIn({ error: { code: 'x', message } }, leaks).map(({ shows }) => shows))];

describe('what an error must not show', () => {
  it.each<[string, string]>([
    ['Traceback (most recent call last):\n  File "x.py", line 3, in f', 'a stack trace'],
    ['Error: no\n    at handle (server.js:10:5)', 'a stack trace'],
    ['java.lang.Error\n\tat com.acme.Run.start(Run.java:12)', 'a stack trace'],
    ['System.Exception: no\n   at Acme.Run() in Run.cs:line 12', 'a stack trace'],
    ['panic: no\n\ngoroutine 1 [running]:', 'a stack trace'],
    ['thread main panicked at src/main.rs', 'a stack trace'],
    [`cannot open ${HOME}acme/runs/1.json`, 'a path of the host'],
    ["ENOENT: no such file, open '/var/lib/acme/runs'", 'a path of the host'],
    ['file:///opt/acme/run', 'a path of the host'],
    ['in /app/dist/server.js', 'a path of the host'],
    ['cannot open C:\\acme\\runs\\1.json', 'a path of the host'],
  ])('%j', (message, shows) => {
    expect(shown(message)).toContain(shows);
  });

  it.each([
    'Run not found',
    'The path /v1/runs/x is unknown',
    'See https://docs.example.com/home/errors/not-found',
    'at /input/goal: expected a string',
    'Unexpected token at line 3:14',
    'meet me at 10:30',
    'Use application/json, not text/plain',
    'no tool "text/upper case" (or text/lower)',
    'a:\\b',
    '',
  ])('is not in %j', (message) => {
    expect(shown(message)).toEqual([]);
  });

  it('is told with its place, each kind once for each pattern', () => {
    const found = leaksIn({ error: { code: 'x', message: 'no', details: { why: ['ok', 'Traceback (most recent call last)'] } } }, leaks);
    expect(found).toEqual([
      { kind: 'leak', at: '/error/details/why/1', shows: 'a stack trace', near: 'Traceback (most recent call last)' },
    ]);
  });

  it('is not looked for in all of a text that never ends', () => {
    const hostile = 'at '.repeat(2_000_000);
    expect(leaksIn({ a: hostile, b: Array(200_000).fill(HOME) }, leaks)).toEqual([]);
  });
});
