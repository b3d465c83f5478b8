import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Exchange, HeaderList } from '../../../src/model.js';
import { curlLine } from '../../../src/report/exchange-text.js';

function exchange(headers: HeaderList, more: Partial<Exchange> = {}): Exchange {
  return {
    ...{ key: 'a', probe: 'a', operation: 'a', effect: 'write', credentials: 'given', expects: 'success', startedAt: 0, durationMs: 1 },
    request: {
      method: 'POST',
      url: 'http://127.0.0.1:8080/it',
      headers: [['Content-Type', 'application/json'], ...headers],
      path: {},
      body: `{"a":"it's"}`,
    },
    ...more,
  };
}

/** The words that a shell makes of a line, with these variables set. */
function wordsOf(line: string, env: Readonly<Record<string, string>>): string[] {
  const printed = execFileSync('sh', ['-c', line.replace(/^curl /, "printf '%s\\n' ")], { env, encoding: 'utf8' });
  return printed.trimEnd().split('\n');
}

describe('the line that repeats a request', () => {
  it('takes every secret from the environment', () => {
    const line = curlLine(
      exchange([
        ['Authorization', 'Basic ***'],
        ['X-Api-Key', '***'],
        ['Cookie', 'a=***; b=1'],
        ['Accept', '*/*'],
      ]),
    );
    expect(wordsOf(line, { ARP_HEADER_AUTHORIZATION: 'tick et', ARP_HEADER_X_API_KEY: 'k', ARP_HEADER_COOKIE: 'c' })).toEqual([
      ...['-sS', '-i', '-X', 'POST', 'http://127.0.0.1:8080/it'],
      ...[
        '-H',
        'Content-Type: application/json',
        '-H',
        'Authorization: Basic tick et',
        '-H',
        'X-Api-Key: k',
        '-H',
        'Cookie: a=c; b=1',
        '-d',
        `{"a":"it's"}`,
      ],
    ]);
  });

  it('hides a token that was too short to be masked', () => {
    expect(curlLine(exchange([['Authorization', 'Bearer abc']]))).toContain(`-H 'Authorization: Bearer '"$ARP_TOKEN" -d`);
  });

  it.each<[string, Partial<Exchange['request']>, readonly string[]]>([
    ['a body that curl would take for a file', { body: '@it' }, ['-X', 'POST', '--data-raw', '@it']],
    ['brackets and dots in the address', { url: 'http://h/a/../%2e%2e/b?c=[1]{2}' }, ['-g', '--path-as-is', '-X', 'POST']],
    ['no body', { method: 'HEAD' }, ['-I']],
    ['no media type', { headers: [] }, ['-X', 'POST', '-H', 'Content-Type:']],
    ['a media type that is asked for', { headers: [['Accept', 'text/event-stream']] }, ['-H', 'Accept: text/event-stream']],
  ])('sends what was sent: %s', (_what, request, words) => {
    const base = exchange([]);
    expect(wordsOf(curlLine({ ...base, request: { ...base.request, ...request } }), {})).toEqual(expect.arrayContaining([...words]));
  });

  it('shows credentials that a check made up', () => {
    const line = curlLine(exchange([['Authorization', 'Bearer nonsense']], { credentials: 'Bearer nonsense' }));
    expect(line).toContain(`-H 'Authorization: Bearer nonsense' -d`);
  });
});
