import type { ReferenceService } from '../options.js';

/** What a fault breaks, going by the requirement that it names: that one and these, or these in its place. `ARP-NV-*` is every one of the service. */
export type Broken = { readonly also: readonly string[] } | { readonly instead: readonly string[] };

/** Faults that break something else, or more, than the one requirement that they name, and why that is right. */
export interface Difference {
  /** Fits the id of the fault. */
  readonly fault: RegExp;
  readonly service?: ReferenceService;
  /** Whether the service demands a token (`token`) or asks nobody (`open`). */
  readonly door?: 'open' | 'token';
  readonly tier?: 'smoke' | 'core' | 'full';
  /** The requirement that the fault names. */
  readonly of?: string;
  readonly because: string;
  readonly breaks: Broken;
}

const also = (...ids: readonly string[]): Broken => ({ also: ids });
const instead = (...ids: readonly string[]): Broken => ({ instead: ids });
const nothing = instead();

/** What a fault in the runs of a runtime breaks where the runs are those of a daemon. */
const RUNS_OF_A_DAEMON: Readonly<Record<string, string>> = {
  'ARP-RT-002': 'ARP-DM-010',
  'ARP-RT-003': 'ARP-DM-011',
  'ARP-RT-006': 'ARP-DM-061',
  'ARP-RT-008': 'ARP-DM-062',
  'ARP-RT-009': 'ARP-DM-062',
  'ARP-RT-010': 'ARP-DM-062',
  'ARP-RT-011': 'ARP-DM-062',
  'ARP-RT-012': 'ARP-DM-062',
  'ARP-RT-013': 'ARP-DM-063',
  'ARP-RT-014': 'ARP-DM-063',
  'ARP-RT-015': 'ARP-DM-063',
  'ARP-RT-016': 'ARP-DM-063',
  'ARP-RT-017': 'ARP-DM-063',
  'ARP-RT-018': 'ARP-DM-063',
  'ARP-RT-019': 'ARP-DM-064',
  'ARP-RT-020': 'ARP-DM-062',
  'ARP-RT-021': 'ARP-DM-062',
  'ARP-RT-022': 'ARP-DM-063',
  'ARP-RT-023': 'ARP-DM-063',
  'ARP-RT-024': 'ARP-DM-062',
  'ARP-RT-025': 'ARP-DM-063',
  'ARP-RT-026': 'ARP-DM-065',
  'ARP-RT-027': 'ARP-DM-065',
  'ARP-RT-028': 'ARP-DM-065',
};

/** Faults that break something else, or more, than the one requirement that they name; each with its reason. The first that fits counts. */
export const DIFFERENCES: readonly Difference[] = [
  {
    fault: /^submit-twice-/,
    tier: 'core',
    because: 'the full tier submits a run twice',
    breaks: nothing,
  },
  {
    fault: /^instance-extensions-refused$/,
    tier: 'core',
    because: 'the full tier starts an instance with an extension',
    breaks: nothing,
  },
  {
    fault: /^runs-page-size-ignored$/,
    tier: 'full',
    because: 'a page_size that is ignored is not refused either',
    breaks: also('ARP-DM-073'),
  },
  {
    fault: /^errors-(?:plain-detail|flat|without-body)$/,
    service: 'runtime',
    door: 'open',
    tier: 'full',
    because: 'every error has this shape, those of unknown paths, wrong methods and unknown streams as well',
    breaks: also('ARP-CM-024', 'ARP-CM-025', 'ARP-RT-060'),
  },
  {
    fault: /^errors-(?:plain-detail|flat|without-body)$/,
    service: 'runtime',
    door: 'token',
    tier: 'full',
    because: 'every error has this shape, those of a 401, a 403, unknown paths, wrong methods and unknown streams as well',
    breaks: also('ARP-AU-005', 'ARP-AU-014', 'ARP-CM-024', 'ARP-CM-025', 'ARP-RT-060'),
  },
  {
    fault: /^errors-(?:without-code|without-message|code-number|details-string|retryable-string|cause-without-message|as-text)$/,
    door: 'token',
    tier: 'full',
    because: 'every error has this shape, those of a 401 and a 403 as well',
    breaks: also('ARP-AU-005', 'ARP-AU-014'),
  },
  {
    fault: /^run-unknown-200$/,
    service: 'runtime',
    door: 'open',
    tier: 'full',
    because: 'a run that was refused is unknown, and has a status like any other',
    breaks: also('ARP-RT-034'),
  },
  {
    fault: /^run-unknown-200$/,
    service: 'runtime',
    door: 'token',
    tier: 'full',
    because: 'a run that was refused, or asked for without a token, is unknown, and has a status like any other',
    breaks: also('ARP-AU-017', 'ARP-RT-034'),
  },
  {
    fault: /^tool-schema-string$/,
    tier: 'full',
    because: 'a text is no JSON Schema either, and the same tool is in the list and under its id',
    breaks: also('ARP-TR-008', 'ARP-TR-010'),
  },
  {
    fault: /^errors-(?:plain-detail|flat|without-body)$/,
    door: 'open',
    tier: 'full',
    because: 'every error has this shape, those of unknown paths and wrong methods as well',
    breaks: also('ARP-CM-024', 'ARP-CM-025'),
  },
  {
    fault: /^errors-(?:plain-detail|flat|without-body)$/,
    door: 'token',
    tier: 'full',
    because: 'every error has this shape, those of a 401, a 403, unknown paths and wrong methods as well',
    breaks: also('ARP-AU-005', 'ARP-AU-014', 'ARP-CM-024', 'ARP-CM-025'),
  },
  {
    fault: /^errors-misfit-500$/,
    tier: 'full',
    because: 'a 500 is no refusal, whatever it is that does not fit',
    breaks: instead('ARP-CM-027', 'ARP-CM-030', 'ARP-CM-042', 'ARP-NV-*'),
  },
  {
    fault: /^run-terminal-changes$/,
    service: 'runtime',
    tier: 'full',
    because: 'whatever is done to a run that has ended, its state is another one when it is read again',
    breaks: also('ARP-RT-043'),
  },
  {
    fault: /^tool-other-id$/,
    tier: 'full',
    because: 'tools whose id a path must encode have another id, too',
    breaks: also('ARP-TR-015'),
  },
  {
    fault: /^invoke-bad-arguments-fail$/,
    because: 'a call without any arguments makes the service fail as well, whether or not they are asked for',
    breaks: also('ARP-CM-033'),
  },
  {
    fault: /^run-(?:not-there-at-first|status-other-id)$/,
    service: 'runtime',
    tier: 'full',
    because: 'a run whose id a path must encode is read in the same way',
    breaks: also('ARP-RT-035'),
  },
  {
    fault: /^errors-unknown-path-403$/,
    door: 'open',
    because: 'whoever brings no credentials may be turned away, wherever he goes',
    breaks: nothing,
  },
  {
    fault:
      /^overlooks-(?:run-(?:input|run-id|limit|tool-ids|selector|context|label|extensions)|invocation-(?:invocation-id|args|context)|instance-(?:count|env|args|labels)|registration-endpoint|profile-(?:description|env|args))-type$/,
    tier: 'full',
    because: 'a null is of another type as well, and no vector of its own',
    breaks: also('ARP-CM-027'),
  },
  {
    fault: /^overlooks-profile-not-an-object$/,
    tier: 'full',
    because: 'a string and a null in place of a profile are no vectors of their own',
    breaks: also('ARP-CM-030'),
  },
  {
    fault: /^run-extensions-refused$/,
    service: 'runtime',
    tier: 'full',
    because: 'extensions are one of the optional fields that a run request may use',
    breaks: also('ARP-RT-031'),
  },
  {
    fault: /^invoke-extensions-refused$/,
    tier: 'full',
    because: 'extensions are one of the optional fields that an invocation may use',
    breaks: also('ARP-TR-031'),
  },
  {
    fault: /^instance-extensions-refused$/,
    tier: 'full',
    because: 'extensions are one of the fields that a request for an instance may use',
    breaks: also('ARP-DM-023'),
  },
  {
    fault: /^profile-extensions-refused$/,
    tier: 'full',
    because: 'extensions are one of the fields that a profile may use',
    breaks: also('ARP-DM-046'),
  },
  {
    fault: /^run-metadata-refused$/,
    service: 'runtime',
    because: 'metadata is one of the optional fields that a run request may use',
    breaks: also('ARP-RT-031'),
  },
  {
    fault: /^invoke-by-both-refused$/,
    because: 'an invocation that uses every field names its tool by both',
    breaks: also('ARP-TR-031'),
  },
  {
    fault: /^run-options-refused$/,
    service: 'runtime',
    because: 'an empty tool_policy is refused like any other',
    breaks: also('ARP-RT-032'),
  },
  {
    fault: /^overlooks-extension-keys$/,
    service: 'runtime',
    because: 'a vector is about such a key',
    breaks: also('ARP-NV-RUN-22'),
  },
  {
    fault: /^overlooks-extension-keys$/,
    service: 'daemon',
    because: 'a vector is about such a key',
    breaks: also('ARP-NV-RUN-22'),
  },
  {
    fault: /^run-result-early/,
    service: 'daemon',
    because: 'no requirement of a daemon is about it',
    breaks: nothing,
  },

  {
    fault: /^errors-misfit-422$/,
    because: 'a body that is no object does not fit either, and is refused with 422, too',
    breaks: also('ARP-CM-030'),
  },
  {
    fault: /^errors-misfit-500$/,
    because: 'a 500 is no refusal: every vector is a requirement of its own, and a body that is no object does not fit either',
    breaks: instead('ARP-CM-030', 'ARP-NV-*'),
  },
  {
    fault:
      /^errors-(?:plain-detail|flat|without-body|without-code|without-message|code-number|details-string|retryable-string|cause-without-message|as-text)$/,
    door: 'token',
    because: 'every error has this shape, that of a 401 as well',
    breaks: also('ARP-AU-005'),
  },
  {
    fault: /^errors-code-(?:empty|sentence)$/,
    door: 'token',
    because: 'every error has this code, that of a 401 as well',
    breaks: also('ARP-AU-019'),
  },
  {
    fault: /^auth-basic-challenge$/,
    because: 'the same challenge answers bad credentials, and names no Bearer error there',
    breaks: also('ARP-AU-019'),
  },
  {
    fault: /^auth-forbids-valid$/,
    because: 'whoever brings the valid token has to be let in, however he is turned away',
    breaks: also('ARP-AU-013'),
  },
  {
    fault: /^auth-refuses-valid$/,
    service: 'runtime',
    tier: 'full',
    because: 'that operation is the one that is asked with bad credentials, and with good ones in another spelling',
    breaks: also('ARP-AU-015', 'ARP-AU-019'),
  },
  {
    fault: /^auth-refuses-valid$/,
    service: 'runtime',
    because: 'that operation is the one that is asked with bad credentials, which get the same challenge without an error',
    breaks: also('ARP-AU-019'),
  },

  // Runs of a daemon: what is a requirement of its own for a runtime is part of a few for a daemon.
  ...Object.entries(RUNS_OF_A_DAEMON).map(
    ([requirement, daemons]): Difference => ({
      fault: /^run-/,
      service: 'daemon',
      of: requirement,
      because: 'the requirements of a daemon put it in other words',
      breaks: instead(daemons),
    }),
  ),
  {
    fault: /^daemon-run-gone$/,
    door: 'open',
    because: 'a status that is 404 for every run is a route that is not there, unless it asks for credentials',
    breaks: instead('ARP-DM-010'),
  },

  {
    fault: /^errors-(?:resource-)?not-object-500$/,
    service: 'daemon',
    because: 'an array in place of a profile is a vector of its own',
    breaks: also('ARP-NV-PRO-01'),
  },
  {
    fault: /^overlooks-body-not-an-object$/,
    service: 'daemon',
    because: 'an array in place of a profile is a vector of its own',
    breaks: also('ARP-NV-PRO-01'),
  },
  {
    fault: /^run-refused-but-created$/,
    service: 'daemon',
    because: 'that a refusal has no effect is part of it, where no requirement of its own says so',
    breaks: instead('ARP-CM-027'),
  },
  {
    fault: /^overlooks-instance-count-minimum$/,
    because: 'two vectors go below the minimum',
    breaks: also('ARP-NV-INS-03'),
  },
  {
    fault: /^tool-(?:without-input-schema|source-unknown|schema-string)$/,
    because: 'the same tool is in the list and under its id, and each is held to its own requirement',
    breaks: also('ARP-TR-010'),
  },
  {
    fault: /^tools-same-id$/,
    because: 'of two tools with one id only one can be got, and is not the other one',
    breaks: also('ARP-TR-012'),
  },
  {
    fault: /^profile-put-empty$/,
    because: 'what was sent does not come back either',
    breaks: also('ARP-DM-044'),
  },
  {
    fault: /^(?:profile-description-lost|profiles-old-only)$/,
    because: 'the second upsert is lost like the first one',
    breaks: also('ARP-DM-045'),
  },

  {
    fault: /^instance-delete-without-effect$/,
    because: 'instances that were started stay, and those that were registered',
    breaks: also('ARP-DM-037'),
  },
  {
    fault: /^instance-delete-forbidden$/,
    because: 'instances that were started cannot be deleted either',
    breaks: also('ARP-DM-030'),
  },
];

/** Faults that break a requirement in a way that weighs less than the requirement, by service and id; with a requirement behind it, that one alone. */
export const LIGHTER: ReadonlySet<string> = new Set([
  'daemon run-unknown-400',
  'daemon profile-empty-refused',
  'daemon profile-extensions-refused ARP-DM-046',
  'daemon instance-long-fails',
  'daemon profile-long-fails',
  'tool-registry invoke-long-fails',
  'daemon profile-defaults-refused',
  'daemon profile-empty-defaults-refused',
  'daemon run-without-end',
  'daemon submit-twice-fails',
  'daemon submit-twice-restarts',
  'daemon trace-empty',
  'runtime run-result-without-error',
  'daemon run-result-without-error',
  'daemon run-result-unknown-400',
  'runtime run-result-unknown-400',
]);

/** Faults in what a service does with credentials that it asks nobody for: they show where it does not. */
export const OPENLY = /^auth-disabled-/;

/** Faults in what a service asks for by choice: they show where its user says so. */
export const BY_CHOICE = /^auth-optional-/;

/** Faults that show by an answer that never comes, or never ends. */
export const SILENCE = /^wire-(?:no-answer|endless-header|drip|stall)/;

/** Faults that show by what never comes: waiting for it must not take long. */
export const WAITED_FOR = new RegExp(
  `${SILENCE.source}|-never-|^run-stat(e-unknown|us-in-array)$|^cancel-without-effect$|^instance(-same-ids|-create-bare|s-(state-unknown|bare-array|hide-created|always-starting))$`,
);

/** Faults that keep the process of the service busy: nothing else runs beside them. */
export const HEAVY = /gzip-bomb|huge-body/;
