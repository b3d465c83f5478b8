import { wholeMicroseconds } from '../clock.js';
import type {
  BaselineRecord,
  Effect,
  Exchange,
  Finding,
  Level,
  Note,
  Outcome,
  Reason,
  Report,
  Requirement,
  RequirementOutcome,
  RequirementVerdict,
  RunLimit,
  Selection,
  Tier,
  Verdict,
} from '../model.js';
import { type ExchangeDocument, exchangeDocument } from './exchange-document.js';
import { curlLine } from './exchange-text.js';
import { type RecordingDocument, recordingDocument } from './recording.js';
import { findingLine, messageOf, tell, tellReason } from './sentences.js';
import { tellNote } from './stream-sentences.js';
import { cutShort, shorten } from './text.js';

/** Version of the document's shape, as `reports/report.schema.json` describes it. */
export const SCHEMA_VERSION = 1;

/** One service's report as plain data; the JSON report is this document. Times are in milliseconds. */
export interface ReportDocument {
  readonly schema_version: number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly service: string;
  readonly tier: Tier;
  /** What its owner calls the service, where several are checked (--targets). */
  readonly target?: string;
  readonly url: string;
  readonly spec_ref: string;
  /** `built-in`, or the folder given by --spec-path. */
  readonly spec_origin: string;
  /** Value of the `Arp-Conformance-Run` header of every request. */
  readonly run_id: string;
  readonly identity?: { readonly name: string; readonly version: string };
  readonly started_at_epoch_ms: number;
  readonly finished_at_epoch_ms: number;
  /** Whether the run was judged by --strict. */
  readonly strict: boolean;
  /** What a finding is that breaks nothing but what is implied. */
  readonly implied: Report['implied'];
  /** With --baseline: the file, whether --strict-baseline was said, and what was found of its entries. */
  readonly baseline?: BaselineRecord;
  /** What decided which checks were run. */
  readonly selection: SelectionDocument;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly ok: boolean;
  readonly exit_code: number;
  readonly interrupted?: 'SIGINT' | 'SIGTERM';
  /** The run was stopped at so many requests, at the limit that is named. */
  readonly stopped_at?: number;
  readonly stopped_by?: RunLimit;
  readonly bug?: string;
  /** What the run created and removed again, and what it left on the service. */
  readonly cleanup: {
    /** What the standard has no way to remove: the operation that created it, its id, and how it was last seen. */
    readonly residue: readonly { readonly operation: string; readonly id: string; readonly state: string | null }[];
    readonly removed: number;
    readonly left: readonly { readonly method: string; readonly url: string; readonly why: string; readonly repeat: string }[];
    /** File of the ledger that holds what is left; absent where none was kept. */
    readonly ledger?: string;
  };
  /** Where the time went. */
  readonly timing: {
    readonly requests: number;
    readonly wall_ms: number;
    readonly critical_path_ms: number;
    readonly exchanges_ms: number;
  };
  /** What may be worth knowing and is no finding: of which exchange, its kind, in words. */
  readonly notes: readonly { readonly exchange: string; readonly kind: string; readonly message: string; readonly fact: Note }[];
  readonly results: readonly ResultDocument[];
  readonly requirements: readonly RequirementDocument[];
  /** Exchanges that findings name and that stand with no result. */
  readonly exchanges: readonly ExchangeDocument[];
  /** With --record: everything that the run can be judged again from. */
  readonly recording?: RecordingDocument;
  /** With --record, where `report merge` put it together: the reports of the parts, each with its recording. */
  readonly parts?: readonly ReportDocument[];
}

/** What decided which checks were run. */
export interface SelectionDocument {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly only: readonly string[];
  readonly read_only: boolean;
  /** Whether the user gave credentials. */
  readonly credentials: boolean;
  /** Names of the variables that had a value from the start. */
  readonly given: readonly string[];
  readonly auth: Selection['auth'];
  /** What the user gave besides that changes what is sent or how it is judged; absent without any. */
  readonly flags?: NonNullable<Selection['flags']>;
  /** With --shard: the checks with requests of their own that this part judges, and whether it is the first. */
  readonly part?: NonNullable<Selection['part']>;
  /** Files of the suites of the user; absent without any. */
  readonly suites?: readonly string[];
  /** Beside `suites`: what the run answers for. */
  readonly scope?: 'tier' | 'checks';
  /** Beside `suites`: names of the variables that these leave to the user. */
  readonly variables?: readonly string[];
}

/** What became of one check. */
export interface ResultDocument {
  readonly check_id: string;
  readonly name: string;
  readonly status: Outcome;
  readonly message: string;
  /** One line for each finding. */
  readonly errors: readonly string[];
  readonly duration_ms: number | null;
  readonly requirements: readonly string[];
  readonly level: Level | null;
  readonly tier: Tier;
  readonly effect: Effect;
  /** No suite has this check: it stands for findings that no check of the run is about. */
  readonly unplanned?: true;
  /** Why it was not judged. */
  readonly reason?: string;
  /** The same, with all that is known of it. */
  readonly because?: Reason;
  readonly blocked_by?: readonly string[];
  readonly findings: readonly FindingDocument[];
  /** How many findings more there were than the report had room for. */
  readonly findings_left_out?: number;
  /** Keys of all exchanges that were looked at. */
  readonly exchanges: readonly string[];
  readonly exchange: ExchangeDocument | null;
}

/** One departure from the standard. */
export interface FindingDocument {
  readonly requirement: string;
  readonly level: Level | null;
  readonly kind: Finding['fact']['kind'];
  /** JSON Pointer into the body, where the finding is about a place. */
  readonly at: string | null;
  /** Line of a stream, from 1. */
  readonly line?: number;
  readonly expected: string;
  readonly actual: string;
  readonly message: string;
  /** What the standard asks, and where it says so. */
  readonly standard: string | null;
  readonly mend: string | null;
  /** The check that sent the request. */
  readonly exchange: string;
  /** Where a baseline knows it: why it is not mended yet, who sees to it, and until when that is good. */
  readonly known?: NonNullable<Finding['known']>;
  /** What was found, as data; long values are cut. */
  readonly fact: Finding['fact'];
}

/** What became of one requirement. */
export interface RequirementDocument {
  readonly id: string;
  readonly level: Level;
  readonly tier: Requirement['tier'];
  readonly kind: Requirement['kind'];
  readonly sentence: string;
  readonly source: string;
  readonly mend: string;
  readonly outcome: RequirementOutcome;
  /** Weight of its heaviest finding. */
  readonly weight?: Level;
  readonly checks: readonly string[];
  readonly reason: string | null;
  /** The same, with all that is known of it. */
  readonly because?: Reason;
}

/** Several services in one run. */
export interface ReportsDocument {
  readonly schema_version: number;
  readonly ok: boolean;
  readonly exit_code: number;
  readonly reports: readonly ReportDocument[];
}

/** A report in the keys of the Python checker, and ours beside them. */
export function reportDocument(report: Omit<Report, 'causes'>): ReportDocument {
  const { service, tier, spec, tool, identity } = report;
  return {
    schema_version: SCHEMA_VERSION,
    tool: { name: tool.name, version: tool.version },
    service,
    tier,
    ...(report.target === undefined ? {} : { target: shorten(report.target) }),
    url: report.url,
    spec_ref: `spec/${spec.name}@v${spec.revision}`,
    spec_origin: spec.origin,
    run_id: report.runId,
    ...(identity === undefined ? {} : { identity: { name: shorten(identity.name), version: shorten(identity.version) } }),
    started_at_epoch_ms: Math.round(report.startedAt),
    finished_at_epoch_ms: Math.round(report.finishedAt),
    strict: report.strict,
    implied: report.implied,
    ...(report.baseline === undefined ? {} : { baseline: report.baseline }),
    selection: selectionDocument(report.selection),
    counts: { ...report.counts },
    ok: report.exitCode === 0,
    exit_code: report.exitCode,
    ...(report.interrupted === undefined ? {} : { interrupted: report.interrupted }),
    ...(report.stop === undefined ? {} : { stopped_at: report.stop.requests, stopped_by: report.stop.by }),
    ...(report.bug === undefined ? {} : { bug: report.bug }),
    cleanup: {
      removed: report.cleanup.removed,
      residue: report.cleanup.residue.map((item) => ({ ...item })),
      left: report.cleanup.left.map((item) => ({
        method: item.method,
        url: item.url,
        why: item.why,
        repeat: curlLine({ ...item, request: item }),
      })),
      ...(report.cleanup.ledger === undefined ? {} : { ledger: report.cleanup.ledger }),
    },
    timing: {
      requests: report.timing.requests,
      wall_ms: wholeMicroseconds(report.timing.wall),
      critical_path_ms: wholeMicroseconds(report.timing.path),
      exchanges_ms: wholeMicroseconds(report.timing.sum),
    },
    notes: report.notes.map(({ exchange, note }) => ({ exchange, kind: note.kind, message: tellNote(note), fact: note })),
    results: report.verdicts.map((verdict) => resultDocument(verdict, report)),
    requirements: report.requirements.map(requirementDocument),
    exchanges: namedElsewhere(report).map(exchangeDocument),
    ...(report.record === undefined ? {} : { recording: recordingDocument(report.exchanges, report.record) }),
    ...(report.parts === undefined ? {} : { parts: report.parts.map(reportDocument) }),
  };
}

function selectionDocument({
  include,
  exclude,
  only,
  readOnly,
  credentials,
  given,
  auth,
  part,
  flags,
  ...custom
}: Selection): SelectionDocument {
  const { own = [], scope = 'tier', variables = [] } = custom;
  return {
    ...{ include: [...include], exclude: [...exclude], only: [...only], read_only: readOnly, credentials, given: [...given], auth },
    ...(flags === undefined ? {} : { flags: [...flags] }),
    ...(part === undefined ? {} : { part: { checks: [...part.checks], first: part.first } }),
    ...(own.length === 0 ? {} : { suites: [...own], scope, variables: [...variables] }),
  };
}

/** The exchange that tells most of a verdict. */
function tellingExchange({ findings, exchanges }: Verdict): string {
  return findings[0]?.exchange ?? exchanges[0] ?? '';
}

/** A check can have findings in several exchanges, and shows one. */
function namedElsewhere({ verdicts, exchanges }: Pick<Report, 'verdicts' | 'exchanges'>): Exchange[] {
  const shown = new Set(verdicts.map(tellingExchange));
  const named = new Set(verdicts.flatMap(({ findings }) => findings.map(({ exchange }) => exchange)));
  return [...named].filter((key) => !shown.has(key)).flatMap((key) => exchanges.get(key) ?? []);
}

function resultDocument(verdict: Verdict, report: Pick<Report, 'requirements' | 'exchanges'>): ResultDocument {
  const { check, outcome, findings, reason } = verdict;
  const requirement = report.requirements.find((item) => item.requirement.id === check.requirements[0])?.requirement;
  const exchange = report.exchanges.get(tellingExchange(verdict));
  return {
    check_id: check.id,
    name: check.title,
    status: outcome,
    message: messageOf(verdict),
    errors: findings.map(findingLine),
    duration_ms: exchange === undefined ? null : wholeMicroseconds(exchange.durationMs),
    requirements: [...check.requirements],
    level: requirement?.level ?? null,
    tier: check.tier,
    effect: check.effect,
    ...(verdict.unplanned ? { unplanned: true } : {}),
    ...(reason === undefined ? {} : { reason: reason.kind, because: reason }),
    ...(reason?.kind === 'blocked' ? { blocked_by: [...reason.by] } : {}),
    findings: findings.map((finding) => findingDocument(finding, report)),
    ...(verdict.leftOut === undefined ? {} : { findings_left_out: verdict.leftOut }),
    exchanges: [...verdict.exchanges],
    exchange: exchange === undefined ? null : exchangeDocument(exchange),
  };
}

function findingDocument(finding: Finding, report: Pick<Report, 'requirements'>): FindingDocument {
  const { at, expected, actual } = tell(finding.fact);
  const requirement = report.requirements.find((item) => item.requirement.id === finding.requirement)?.requirement;
  return {
    requirement: finding.requirement,
    level: finding.level ?? requirement?.level ?? null,
    kind: finding.fact.kind,
    at: at === undefined ? null : shorten(at),
    ...(finding.line === undefined ? {} : { line: finding.line }),
    expected,
    actual,
    message: findingLine(finding),
    standard: requirement === undefined ? null : `${requirement.sentence} (${requirement.source})`,
    mend: requirement?.mend ?? null,
    exchange: finding.exchange,
    ...(finding.known === undefined ? {} : { known: finding.known }),
    fact: cutShort(finding.fact),
  };
}

function requirementDocument({ requirement, outcome, weight, checks, reason }: RequirementVerdict): RequirementDocument {
  const { id, level, tier, kind, sentence, source, mend } = requirement;
  return {
    ...{ id, level, tier, kind, sentence, source, mend },
    outcome,
    ...(weight === undefined ? {} : { weight }),
    checks: [...checks],
    reason: reason === undefined ? null : tellReason(reason),
    ...(reason === undefined ? {} : { because: reason }),
  };
}
