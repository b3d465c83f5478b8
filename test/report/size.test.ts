import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/model.js';
import { drawWithin } from '../../src/report/bounds.js';
import { withHarmlessNames } from '../../src/report/names.js';
import { REPORTERS } from '../../src/report/register.js';
import { HOSTILE_TEXT } from '../cli/hostile-text.js';
import { fixedReport, type Replies, type Reply, text, together } from './fixed-run.js';

const headers = Array.from({ length: 90 }, (_, index): [string, string] => [`X-${index}`, HOSTILE_TEXT.slice(0, 150)]);

/** A run of the full tier of a service that answers every request alike. */
async function alike(reply: Reply): Promise<RunReport> {
  const replies = new Proxy({}, { get: () => reply }) as Replies;
  const given = ['token', 'tool_id', 'goal', 'slow_goal', 'id_characters'];
  const selection = { tier: 'full' as const, credentials: true, given };
  const report = await fixedReport({ service: 'daemon', url: 'http://127.0.0.1:8081', replies, credentials: true, selection });
  return withHarmlessNames(together(report));
}

/** Objects in lists in objects, each with something wrong. */
function wrong(count: number): string {
  const items = Array.from({ length: count }, (_, index) => ({
    [`unknown-${index}`]: HOSTILE_TEXT,
    status: null,
    run_id: 5,
    state: 'none',
  }));
  return JSON.stringify({
    runs: items,
    instances: items,
    profiles: items,
    checks: items,
    error: { code: 7, details: items },
    time: HOSTILE_TEXT,
  });
}

describe('A report of a hostile run stays below 2 MB', () => {
  it('in every format', async () => {
    const run = await alike(text(wrong(2), 'application/json', 200, headers));
    const sizes = await Promise.all(
      Object.entries(REPORTERS).map(async ([name, load]) => {
        const draw = await load();
        let tries = 0;
        const drawn = drawWithin(run, (one) => {
          tries += 1;
          return draw(one, { color: true, width: 100, quiet: false, verbose: true });
        });
        return { name, size: Buffer.byteLength(drawn), tries };
      }),
    );
    expect(sizes.filter(({ size }) => size > 2_000_000)).toEqual([]);
    // What shows every exchange has to be cut, what shows a few need not be.
    expect(sizes.flatMap(({ name, tries }) => (tries > 1 ? name : [])).sort()).toEqual(['har', 'html', 'json', 'sarif']);
  }, 60_000);

  it('and says how many findings it has no room for', async () => {
    const [report] = (await alike(text(wrong(8)))).reports;
    const [first] = report?.verdicts.filter(({ findings }) => findings.length > 3) ?? [];
    const many = { ...(report ?? expect.fail()), verdicts: Array.from({ length: 200 }, () => first ?? expect.fail()) };
    const draw = await REPORTERS.json?.();
    const drawn = drawWithin(together(many), (one) => draw?.(one, { color: false, width: 100, quiet: false, verbose: false }) ?? '');
    const [result] = (JSON.parse(drawn) as { results: { findings: unknown[]; findings_left_out: number; message: string }[] }).results;
    const total = first?.findings.length ?? 0;
    expect((result?.findings.length ?? 0) + (result?.findings_left_out ?? 0)).toBe(total);
    expect(result?.message).toContain(`(and ${total - 1} more)`);
  });
});
