import type { Baseline, BaselineRecord, Finding, KnownFailure, Report, Verdict } from '../model.js';
import { causes } from './causes.js';
import { outcomeOf, type Scales } from './check-verdicts.js';
import { exitCodeOf } from './exit-code.js';

/** How a finding is named in a baseline: its kind, its place with `*` for every index, and the keyword of the schema that it breaks. */
export function fingerprint({ fact }: Pick<Finding, 'fact'>): string {
  const place = 'at' in fact ? fact.at.replace(/\/\d+(?=\/|$)/g, '/*') : '';
  return [fact.kind, place, 'keyword' in fact ? fact.keyword : ''].filter((part) => part !== '').join(' ');
}

/**
 * Marks the findings that a baseline knows, and lets those that it does not know decide the exit code. What an entry said until a day that
 * is over counts no more. Verdicts and counts stay what they are.
 * @param strict whether an entry that is mended has to be taken out
 */
export function withBaseline(report: Report, { file, known }: Baseline, strict: boolean): Report {
  const today = new Date(report.startedAt).toISOString().slice(0, 10);
  const isOver = ({ expires }: KnownFailure): boolean => expires !== undefined && expires < today;
  const own = known.filter(({ check }) => check.startsWith(`${report.service}.`));
  const verdicts = report.verdicts.map(
    (verdict): Verdict => ({
      ...verdict,
      findings: verdict.findings.map((finding) => {
        const entry = own.find((one) => !isOver(one) && covers(one, verdict, finding));
        return entry === undefined
          ? finding
          : {
              ...finding,
              known: { reason: entry.reason, owner: entry.owner, ...(entry.expires === undefined ? {} : { expires: entry.expires }) },
            };
      }),
    }),
  );
  const record: BaselineRecord = {
    file,
    strict,
    mended: own.filter((entry) => isMended(entry, report)),
    expired: own.filter(
      (entry) => isOver(entry) && report.verdicts.some((verdict) => verdict.findings.some((finding) => covers(entry, verdict, finding))),
    ),
  };
  const { part } = report.selection;
  const open = part === undefined ? [] : own.filter(({ check }) => !part.checks.includes(check));
  const marked = {
    ...report,
    verdicts,
    causes: causes(verdicts, scalesOf(report)),
    baseline: { ...record, ...(open.length === 0 ? {} : { open }) },
  };
  return { ...marked, exitCode: exitCodeOf(marked) };
}

/** Findings that decide the exit code of a run, by check: those that a baseline has to know. */
export function decidingFindings(report: Report): { readonly verdict: Verdict; readonly findings: readonly Finding[] }[] {
  const scales = scalesOf(report);
  const decides = (finding: Finding): boolean =>
    outcomeOf([finding], scales) === 'FAIL' ||
    (report.strict && (finding.level ?? scales.requirements.get(finding.requirement)?.level) !== 'advisory');
  return report.verdicts
    .map((verdict) => ({ verdict, findings: verdict.findings.filter(decides) }))
    .filter(({ findings }) => findings.length > 0);
}

function covers(entry: KnownFailure, { check }: Verdict, finding: Finding): boolean {
  return (
    entry.check === check.id &&
    entry.requirement === finding.requirement &&
    (entry.findings === undefined || entry.findings.includes(fingerprint(finding)))
  );
}

/** The baselines of the parts of a run as that of the whole, which can say more than each of them. */
export function baselineOfAll(parts: readonly Report[], whole: Report): BaselineRecord | undefined {
  const records = parts.flatMap(({ baseline }) => baseline ?? []);
  const [first] = records;
  if (first === undefined) return undefined;
  const once = (entries: readonly KnownFailure[]): KnownFailure[] => [
    ...new Map(entries.map((entry) => [`${entry.check} ${entry.requirement}`, entry])).values(),
  ];
  const candidates = once(records.flatMap(({ mended, open = [] }) => [...mended, ...open]));
  return {
    file: first.file,
    strict: records.some(({ strict }) => strict),
    mended: candidates.filter((entry) => isMended(entry, whole)),
    expired: once(records.flatMap(({ expired }) => expired)),
  };
}

/** Its check was judged, in a part of a run by all its requests, and what the entry knows was not found. */
export function isMended(entry: KnownFailure, report: Report): boolean {
  const { part } = report.selection;
  if (part !== undefined && !part.checks.includes(entry.check)) return false;
  const verdict = report.verdicts.find(({ check }) => check.id === entry.check);
  if (verdict !== undefined) return isJudged(verdict) && !verdict.findings.some((finding) => covers(entry, verdict, finding));
  return standsForFindings(entry) && isWhole(report);
}

function isJudged({ outcome }: Verdict): boolean {
  return outcome === 'PASS' || outcome === 'WARN' || outcome === 'FAIL';
}

/** A result that no suite has is there with its findings alone. */
function standsForFindings({ check, requirement }: KnownFailure): boolean {
  return check.endsWith(`.contract[${requirement}]`);
}

function isWhole({ selection, interrupted, stop, bug, verdicts }: Report): boolean {
  const { include, exclude, only, readOnly } = selection;
  if (include.length + exclude.length + only.length > 0 || readOnly) return false;
  return interrupted === undefined && stop === undefined && bug === undefined && verdicts.some(isJudged);
}

function scalesOf({ requirements, implied }: Report): Scales {
  return { requirements: new Map(requirements.map(({ requirement }) => [requirement.id, requirement])), implied };
}
