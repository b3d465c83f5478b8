import { beforeAll, describe, expect, test } from 'vitest';
import { check, plannedChecks, type ServiceOptions } from './check.js';
import type { ReportDocument, ResultDocument } from './report/document.js';

/** What {@link describeConformance} takes besides the options of `check`. */
export interface ConformanceOptions extends ServiceOptions {
  /** Title of the group; `ARP conformance: SERVICE` when absent. */
  readonly name?: string;
  /** Milliseconds for the whole run; five minutes when absent. */
  readonly runTimeout?: number;
}

/**
 * Makes a test of every check: it fails with what was found, what the standard asks and how to mend it, and is skipped, with the reason,
 * where nothing could be judged. The service is checked once, before the first test.
 * @throws UsageError for options that cannot be used, when the tests are collected.
 */
export function describeConformance({ name, runTimeout = 300_000, ...options }: ConformanceOptions): void {
  describe(name ?? `ARP conformance: ${options.service}`, async () => {
    const checks = await plannedChecks(options);
    const planned = new Set(checks.map(({ id }) => id));
    let report: ReportDocument | undefined;

    beforeAll(async () => {
      report = await check(options);
    }, runTimeout);

    for (const { id, title } of checks) {
      test(`${id}: ${title}`, ({ skip }) => {
        const result = report?.results.find(({ check_id }) => check_id === id);
        if (result === undefined) expect.fail('the run gave no verdict');
        if (result.status === 'FAIL' || result.status === 'ERROR') expect.fail(told(result));
        if (result.status === 'SKIP') skip(result.message);
      });
    }

    test('what the contract says of every answer besides', () => {
      const others = (report?.results ?? []).filter(({ check_id, status }) => !planned.has(check_id) && status === 'FAIL');
      if (others.length > 0) expect.fail(others.map(told).join('\n\n'));
    });
  });
}

function told({ message, findings, exchange }: ResultDocument): string {
  const [first] = findings;
  return [
    message,
    ...(first?.standard == null ? [] : [`asks: ${first.standard}`]),
    ...(first?.mend == null ? [] : [`mend: ${first.mend}`]),
    ...(exchange === null ? [] : [`repeat: ${exchange.repeat}`]),
  ].join('\n');
}
