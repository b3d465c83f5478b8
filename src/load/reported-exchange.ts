import { UsageError } from '../errors.js';
import type { Json } from '../model.js';

/** What a JSON report tells of one exchange. */
export interface ReportedExchange {
  readonly service: string;
  /** Base URL of the service. */
  readonly base: string;
  readonly requirement: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly request: Json;
  readonly response: Json;
}

interface ReportShape {
  readonly service?: string;
  readonly url?: string;
  readonly results?: readonly ResultShape[];
  readonly reports?: readonly ReportShape[];
}

interface ResultShape {
  readonly check_id: string;
  readonly requirements?: readonly string[];
  readonly exchange: {
    readonly method: string;
    readonly url: string;
    readonly status_code: number | null;
    readonly request_body: Json;
    readonly response_body: Json;
  } | null;
}

/**
 * The exchange of a check in a report that `--reporter json` wrote.
 * @param file name of the report, for messages
 * @throws UsageError for a check that it does not have, and one that had no exchange
 */
export function reportedExchange(report: Json, check: string, file: string): ReportedExchange {
  const document = report as unknown as ReportShape;
  const reports = document.reports ?? [document];
  for (const { service = '', url = '', results = [] } of reports) {
    const found = results.find((result) => result.check_id === check);
    if (found === undefined) continue;
    if (found.exchange === null) throw new UsageError(`The check ${check} had no exchange in this run.`, { file });
    const { method, url: asked, status_code, request_body, response_body } = found.exchange;
    return {
      service,
      base: url,
      requirement: found.requirements?.[0],
      method,
      url: asked,
      status: status_code,
      request: request_body,
      response: response_body,
    };
  }
  throw new UsageError(`No report of --reporter json with a check ${check} is in this file.`, { file });
}
