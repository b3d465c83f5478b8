import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** Takes pictures of the sample of the HTML report, for the docs: npm run docs:pictures, where Chromium is installed. */

const SAMPLES = new URL('../reports/samples/', import.meta.url);
const PICTURES = [
  { file: 'html-light.png', colorScheme: 'light', width: 960, height: 800 },
  { file: 'html-dark.png', colorScheme: 'dark', width: 960, height: 800 },
  { file: 'html-narrow.png', colorScheme: 'light', width: 390, height: 800 },
];

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
if (executablePath === undefined) throw new Error('There is no Chromium on this machine.');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'] });
for (const { file, colorScheme, width, height } of PICTURES) {
  const page = await browser.newPage({ colorScheme, viewport: { width, height } });
  await page.goto(new URL('report.html', SAMPLES).href);
  // A fault whose place in the body is marked.
  await page.evaluate('for (const box of document.querySelectorAll("details.check.FAIL:not(:has(mark))")) box.open = false');
  await page.screenshot({ path: fileURLToPath(new URL(file, SAMPLES)) });
  await page.close();
}
await browser.close();
