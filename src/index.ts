/** What `import … from 'arp-conformance'` gives. */
export { type CheckOptions, check, checkAll, plannedChecks, type ServiceOptions, type ServicesOptions } from './check.js';
export { UsageError } from './errors.js';
export type { Json, Level, Outcome, RequirementOutcome, Tier } from './model.js';
export type {
  FindingDocument,
  ReportDocument,
  ReportsDocument,
  RequirementDocument,
  ResultDocument,
} from './report/document.js';
export type { ExchangeDocument } from './report/exchange-document.js';
export type { Drawing, ReporterName } from './report/register.js';
export { type DrawReport, type JudgeOptions, judge, reporters } from './reports.js';
