import { expect } from 'vitest';
import type { Outcome } from './command.js';

/** A finding in the JSON report. */
export interface ReportedFinding {
  readonly requirement: string;
  readonly kind: string;
  readonly at: string | null;
  readonly expected: string;
  readonly actual: string;
  readonly message: string;
}

export interface ReportedExchange {
  readonly method: string;
  readonly url: string;
  readonly request_body: string | null;
  readonly status_code: number | null;
  readonly failure?: string;
  readonly resent?: boolean;
}

export interface ReportedResult {
  readonly check_id: string;
  readonly status: 'PASS' | 'FAIL' | 'WARN' | 'SKIP' | 'ERROR';
  readonly message: string;
  readonly reason?: string;
  readonly blocked_by?: readonly string[];
  readonly errors: readonly string[];
  readonly findings: readonly ReportedFinding[];
  readonly exchange: ReportedExchange | null;
}

/** The JSON report of one service, as far as the tests look into it. */
export interface JsonReport {
  readonly service: string;
  readonly ok: boolean;
  readonly exit_code: number;
  readonly interrupted?: string;
  readonly bug?: string;
  readonly spec_origin: string;
  readonly identity?: { readonly name: string; readonly version: string };
  readonly counts: Readonly<Record<ReportedResult['status'], number>>;
  readonly results: readonly ReportedResult[];
  readonly requirements: readonly {
    readonly id: string;
    readonly outcome: string;
    readonly reason: string | null;
    readonly because?: { readonly kind: string };
  }[];
}

/** Reads the JSON report that a command wrote to stdout. */
export function reportOf({ stdout, stderr }: Pick<Outcome, 'stdout' | 'stderr'>): JsonReport {
  expect(stdout, stderr).toMatch(/^\{/);
  return JSON.parse(stdout) as JsonReport;
}

export function findingsOf(report: JsonReport): readonly ReportedFinding[] {
  return report.results.flatMap(({ findings }) => findings);
}

/** Ids of the requirements with that outcome. */
export function requirementsThat(outcome: 'FAIL' | 'WARN' | 'SKIP' | 'UNTESTED' | 'PASS', report: JsonReport): string[] {
  return report.requirements.filter((item) => item.outcome === outcome).map(({ id }) => id);
}

/** Ids of the checks with that outcome, without the name of the service. */
export function checksThat(status: ReportedResult['status'], report: JsonReport): string[] {
  return report.results.filter((item) => item.status === status).map(({ check_id }) => check_id.replace(`${report.service}.`, ''));
}
