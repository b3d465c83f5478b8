import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report, Verdict } from '../../src/model.js';
import { bodyHtml } from '../../src/report/html/body.js';
import { htmlReport } from '../../src/report/html/page.js';
import { together } from './fixed-run.js';
import { notConformant } from './scenarios.js';

/** The page in a real browser, where the machine has one. */

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

describe.skipIf(CHROMIUM === undefined)('the HTML report in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'arp-conformance-html-'));
  const said: string[] = [];
  const asked: string[] = [];
  let browser: Browser;
  let page: Page;

  const visible = (): Promise<string[]> => page.locator('.check:not([hidden]) > summary code').allTextContents();
  const open = async (report: Report): Promise<void> => {
    const file = join(folder, 'report.html');
    writeFileSync(file, htmlReport(together(report)));
    await page.goto(pathToFileURL(file).href);
  };

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGUMENTS });
    page = await browser.newPage();
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => asked.push(request.url()));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows what is wrong first and open, marks the place, searches, filters and follows keys', async () => {
    await open(await notConformant());
    expect(await page.locator('h1').textContent()).toBe('NOT CONFORMANT (runtime, tier smoke)');
    expect(await page.locator('.check').first().getAttribute('open')).toBe('');
    expect(await page.locator('mark').allTextContents()).toContain('"healthy"');
    const boxes = await page.locator('.exchange').first().locator('section').all();
    const [sent, got] = await Promise.all(boxes.slice(0, 2).map((box) => box.boundingBox()));
    expect({ top: sent?.y, beside: (sent?.x ?? 0) + (sent?.width ?? 0) <= (got?.x ?? 0) }).toEqual({ top: got?.y, beside: true });
    expect(await page.locator('.check.FAIL h4:text-is("again") + pre').first().textContent()).toMatch(
      /^arp-conformance check runtime .*--only /,
    );

    await page.keyboard.press('/');
    await page.keyboard.type('health.clock');
    expect(await visible()).toEqual(['runtime.health.clock']);
    await page.keyboard.press('Escape');
    expect((await visible()).length).toBe(await page.locator('.check').count());
    await page.locator('input[value=PASS]').uncheck();
    expect(await page.locator('.check.PASS:not([hidden])').count()).toBe(0);

    await page.keyboard.press('Escape');
    await page.locator('body').click({ position: { x: 1, y: 1 } });
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
    await page.keyboard.press('Enter');
    expect(await page.locator('.check').first().getAttribute('open')).toBe(null);
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.parentElement === document.querySelectorAll(".check")[1]')).toBe(true);
    await page.keyboard.press('k');
    expect(await page.evaluate('document.activeElement.parentElement === document.querySelectorAll(".check")[0]')).toBe(true);
    expect({ said, asked: asked.filter((url) => !url.startsWith('file:')) }).toEqual({ said: [], asked: [] });
  });

  it('marks what is not there, lines of text, and places in a long body', () => {
    const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);
    const long = { pad: 'x'.repeat(9000), items: [{ name: 'a' }, { name: null }] };
    const marks = (places: Record<string, string>, lines: readonly (readonly [number, string])[] = []) => ({
      places: new Map(Object.entries(places)),
      lines: new Map(lines),
    });
    expect(bodyHtml(bytes('{"a":[{}]}'), marks({ '/a/0/b~1c': 'no <b>' }))).toBe(
      '<pre>{\n  <b>&#34;a&#34;</b>: [\n    {\n      <mark title="no &#60;b&#62;"><b>&#34;b/c&#34;</b>: <i>not there</i></mark>\n    }\n  ]\n}</pre>',
    );
    expect(bodyHtml(bytes(JSON.stringify(long)), marks({ '/items/1/name': 'null' }))).toContain('<mark title="null">null</mark>');
    expect(bodyHtml(bytes(JSON.stringify(long)), marks({}))).toMatch(/more characters\)<\/pre>$/);
    expect(bodyHtml(bytes('a\n<b>\n'), marks({}, [[2, 'wrong']]))).toBe('<pre>a\n<mark title="wrong">&#60;b&#62;</mark>\n</pre>');
  });

  it('has a dark look, and fits a narrow window', async () => {
    const back = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await back();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await back()).not.toBe(light);
    await page.setViewportSize({ width: 360, height: 700 });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('can be printed: without what is only for a screen, and with all that is wrong', async () => {
    await open(await notConformant());
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    await page.locator('.check.FAIL').first().evaluate('(node) => { node.open = false; }');
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await page.locator('form').isVisible()).toBe(false);
    expect(await page.locator('.check:not(.PASS):not([open])').count()).toBe(0);
    await page.emulateMedia({ media: 'screen' });
  });

  it('opens with a thousand checks', async () => {
    const report = await notConformant();
    const verdicts = Array.from({ length: 1000 }, (_, index): Verdict => {
      const verdict = report.verdicts[index % report.verdicts.length] ?? expect.fail();
      return { ...verdict, check: { ...verdict.check, id: `${verdict.check.id}.${index}` } };
    });
    const begun = performance.now();
    await open({ ...report, verdicts });
    expect(await page.locator('output').textContent()).toBe('1000 of 1000 checks');
    await page.locator('input[type=search]').fill('health.clock');
    expect(await visible()).toHaveLength(verdicts.filter(({ check }) => check.id.includes('health.clock')).length);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
