import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { INVOICES_SPEC, type InvoiceFaults, startInvoices } from '../fourth/invoices.js';
import { type Outcome, temporaryFolder } from './command.js';
import { runInside } from './inside.js';
import { reportOf } from './report.js';

const SUITE = `services: [invoices]
tier: core
requirements:
  - { id: INVOICES-001, level: must, sentence: An invoice that was made can be read., mend: Keep what was made. }
creates:
  - { operation: create_invoice, created: /number, parameter: number, remove: delete_invoice, list: list_invoices, ids: /invoices/*/number }
checks:
  - { id: list, title: Invoices are listed, requirement: API-STATUS, effect: read, send: list_invoices }
  - { id: shapes, title: Bodies fit their schemas, requirement: API-BODY, contract: true }
  - id: create
    title: An invoice can be made
    requirement: INVOICES-001
    effect: write
    probe: { operation: create_invoice, accepts: INVOICES-001, body: { json: { customer: "\${fresh:customer}", cents: 250 } } }
    save: { invoice: /number }
  - id: read
    title: An invoice is as it was made
    requirement: INVOICES-001
    effect: read
    probe: { operation: get_invoice, path: { number: "\${invoice}" } }
    expect: { body: [{ at: /cents, equals: 250 }] }
  - id: refuses
    title: A bad invoice is refused
    requirement: API-ERROR
    needs: create
    vectors: vectors/invalid/**/*.json
    send: create_invoice
`;

interface Checked extends Outcome {
  /** Numbers of the invoices that are there when the run is over. */
  readonly left: readonly string[];
  readonly url: string;
  readonly cwd: string;
  readonly invoices: ReadonlyMap<string, unknown>;
}

async function check(faults: InvoiceFaults = {}, ...more: string[]): Promise<Checked> {
  const service = await startInvoices(faults);
  onTestFinished(() => service.close());
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'vectors/invalid/invoices/new_invoice'), { recursive: true });
  writeFileSync(join(cwd, 'suite.yaml'), SUITE);
  writeFileSync(join(cwd, 'vectors/invalid/invoices/new_invoice/nothing.json'), '{ "customer": "x", "cents": 0 }\n');
  cpSync(INVOICES_SPEC, join(cwd, 'api'), { recursive: true });
  const outcome = await runInside(
    ['check', 'invoices', '--url', service.url, '--spec-path', 'api', '--suite', '.', '--allow-mutations', '--format', 'json', ...more],
    { cwd },
  );
  return { ...outcome, cwd, url: service.url, invoices: service.invoices, left: [...service.invoices.keys()] };
}

describe('A service that the standard knows nothing of', () => {
  it('is held to its own contract and suite, and left as it was', async () => {
    const outcome = await check();
    expect(outcome.code, outcome.stderr + outcome.stdout).toBe(0);
    const report = reportOf(outcome);
    expect(report.results.map(({ check_id, status }) => `${check_id} ${status}`)).toEqual([
      'invoices.list PASS',
      'invoices.shapes PASS',
      'invoices.create PASS',
      'invoices.read PASS',
      'invoices.refuses[invoices/new_invoice/nothing] PASS',
    ]);
    expect(report).toMatchObject({ service: 'invoices', spec_ref: 'spec/openapi@v1', cleanup: { removed: 1, left: [], residue: [] } });
    expect(outcome.left).toEqual(['1']);
  });

  it.each<[string, InvoiceFaults, string, string]>([
    ['an undeclared status', { createdAs200: true }, 'invoices.contract[API-STATUS]', 'expected status 201, got status 200'],
    ['a value that no schema has', { unknownState: true }, 'invoices.shapes', '/state: expected "open" or "paid", got "lost"'],
    [
      'a bad body',
      { takesZero: true },
      'invoices.refuses[invoices/new_invoice/nothing]',
      'expected a refusal (400 with an error envelope), got status 201',
    ],
  ])('is told of %s', async (_what, faults, id, message) => {
    const outcome = await check(faults);
    expect(outcome.code).toBe(1);
    const failed = reportOf(outcome).results.filter(({ status }) => status === 'FAIL');
    expect(failed.flatMap(({ errors }) => errors).join('\n')).toContain(message);
    expect(failed.map(({ check_id }) => check_id)).toContain(
      failed.some(({ check_id }) => check_id === 'invoices.list') ? 'invoices.list' : id,
    );
    expect(outcome.left).toEqual(['1']);
  });

  it('is cleaned up after by its own contract and suite, and by nothing that a ledger says', async () => {
    const { cwd, url, invoices, ...outcome } = await check({}, '--no-cleanup');
    expect(outcome.left).toEqual(['1', '2']);
    const { ledger = '' } = (reportOf(outcome) as unknown as { cleanup: { ledger?: string } }).cleanup;
    const unknown = await runInside(['cleanup', ledger, '--url', url], { cwd });
    expect([unknown.code, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toMatch(/"create_invoice" creates on the invoices\. Give what its run had: --spec-path api --suite \S+\n$/);
    const cleaned = await runInside(['cleanup', ledger, '--url', url, '--spec-path', 'api', '--suite', '.'], { cwd });
    expect(cleaned.code, cleaned.stdout + cleaned.stderr).toBe(0);
    expect([...invoices.keys()]).toEqual(['1']);
  });

  it('can be named by a flag, and needs a suite and a name that are there', async () => {
    const { url, close } = await startInvoices();
    onTestFinished(close);
    const run = (...args: string[]) => runInside(['check', ...args, '--url', url, '--spec-path', INVOICES_SPEC]);
    for (const [args, told] of [
      [['invoices'], 'Nothing is known of the service invoices but its contract: say what to check with --suite PATH.'],
      [['invoice', '--suite', '.'], 'There is no openapi/invoice.openapi.yaml; there is invoices. Did you mean "invoices"?'],
      [['runtime', '--service-name', 'invoices'], 'are two services'],
      [['--suite', '.'], 'Which service?'],
    ] as const)
      expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(told) });
    expect((await run('--service-name', 'invoices', '--suite', 'nowhere')).stderr).toContain('There is no such suite');
  });

  it('has a suite begun for it', async () => {
    const cwd = temporaryFolder();
    const made = await runInside(['suite', 'new', 'billing', '--service', 'invoices', '--spec-path', INVOICES_SPEC], { cwd });
    expect(made.code, made.stderr).toBe(0);
    expect(await runInside(['suite', 'lint', 'billing', '--spec-path', INVOICES_SPEC], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });
});
