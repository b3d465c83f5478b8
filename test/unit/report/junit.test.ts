import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { junitReport } from '../../../src/report/junit.js';
import { type FixedRun, fixedReport, json, text, together } from '../../report/fixed-run.js';

const VERSION = { service_name: 'acme', service_version: '1', supported_api_versions: ['v1'] };
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => ['testsuite', 'testcase'].includes(name),
});

interface Suite {
  readonly tests: string;
  readonly failures: string;
  readonly errors: string;
  readonly skipped: string;
  readonly testcase: readonly { readonly name: string; readonly failure?: unknown; readonly error?: unknown; readonly skipped?: unknown }[];
}

async function drawn(replies: FixedRun['replies']): Promise<{ xml: string; suite: Suite }> {
  const xml = junitReport(together(await fixedReport({ service: 'runtime', url: 'http://127.0.0.1:8081', replies })));
  expect(XMLValidator.validate(xml)).toBe(true);
  // Parsers that are strict also mind what the one from npm lets through.
  expect(xml).not.toMatch(
    /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
  );
  const outside = xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '');
  expect(outside).not.toMatch(/\]\]>|<!\[CDATA/);
  return { xml, suite: (parser.parse(xml) as { testsuites: { testsuite: Suite[] } }).testsuites.testsuite[0] as Suite };
}

describe('a JUnit report', () => {
  it('is well-formed, and keeps its cases, whatever a service says', async () => {
    const piece = fc.constantFrom(
      ']]>',
      '<![CDATA[',
      '<',
      '&',
      '&#0;',
      '"',
      '\u0000',
      '\u001b[2J',
      '\ud800',
      '\ufffe',
      '\r\n',
      '--',
      '<?',
      '😀',
      'a',
    );
    const hostile = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (first, second) => {
        const { suite } = await drawn({
          health: json({ status: first, time: second, [second]: first }),
          version: json({ ...VERSION, service_name: first }),
          'version.stable': json({ ...VERSION, service_name: second }),
        });
        expect(suite.testcase.length).toBeGreaterThanOrEqual(15);
        expect(suite.testcase.filter(({ failure }) => failure !== undefined)).toHaveLength(Number(suite.failures));
        expect(Number(suite.tests)).toBe(suite.testcase.length);
      }),
      { numRuns: 60 },
    );
  });

  it('shows every end of a CDATA section as an escape', async () => {
    const { xml } = await drawn({ health: text(']]>'.repeat(3)), version: json(VERSION), 'version.stable': json(VERSION) });
    expect(xml).toContain(']]\\u003e]]\\u003e]]\\u003e');
  });
});
