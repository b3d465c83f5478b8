import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/verdict/exit-code.js';
import { readPage, section, tableRows } from './pages.js';

describe.each(['README.md', 'docs/report.md'])('the exit codes in %s', (file) => {
  const rows = tableRows(section(readPage(file), '## Exit codes'));
  const meaningOf = (code: number): string => rows.find(([cell]) => cell === String(code))?.[1] ?? '';

  it('are all of them', () => {
    expect(rows.map(([code]) => Number(code))).toEqual(Object.values(EXIT));
  });

  it('mean what they mean', () => {
    expect(meaningOf(EXIT.conformant)).toMatch(/^conformant/);
    expect(meaningOf(EXIT.notConformant)).toMatch(/^not conformant/);
    expect(meaningOf(EXIT.usage)).toMatch(/^usage error/);
    expect(meaningOf(EXIT.noVerdict)).toMatch(/^no verdict/);
    expect(meaningOf(EXIT.bug)).toMatch(/bug/);
    expect(meaningOf(EXIT.SIGINT)).toMatch(/SIGINT/);
    expect(meaningOf(EXIT.SIGTERM)).toMatch(/SIGTERM/);
  });
});
