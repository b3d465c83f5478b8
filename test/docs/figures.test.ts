import { describe, expect, it } from 'vitest';
import { runInside } from '../cli/inside.js';
import { readPage } from './pages.js';

/** Figures of the README that are counted and not measured. */
describe('the README', () => {
  it('tells how many checks each service has', async () => {
    const counts = async (tier: string): Promise<string[]> => {
      const found: string[] = [];
      for (const service of ['runtime', 'tool-registry', 'daemon']) {
        const { stdout } = await runInside(['list', '--service', service, '--tier', tier]);
        found.push(/^(\d+) checks of/m.exec(stdout)?.[1] ?? 'none');
      }
      return found;
    };
    const [runtime, registry, daemon] = await counts('core');
    const full = await counts('full');
    const page = readPage('README.md').text;
    expect(page).toContain('by 15 checks.');
    expect(await counts('smoke')).toEqual(['15', '15', '15']);
    expect(page).toContain(`${runtime} checks of a runtime, ${registry} of a tool registry, ${daemon} of a daemon`);
    expect(page).toContain(`${full[0]}, ${full[1]} and ${full[2]} checks`);
  });
});
