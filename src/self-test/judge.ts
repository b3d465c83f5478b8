import { type CheckOptions, checkAgainst } from '../check.js';
import type { Spec, Tier } from '../model.js';
import { type ReferenceService, startReference, WAITED_FOR } from '../reference/index.js';
import type { ReportDocument } from '../report/document.js';
import type { Case, Door } from './cases.js';

/** What a run said of a service. */
export interface Judged {
  /** Requirements with FAIL or WARN, sorted. */
  readonly broken: readonly string[];
  /** Those of them with FAIL. */
  readonly fails: readonly string[];
  readonly exitCode: number;
  /** Ids of the checks with FAIL, WARN or ERROR. */
  readonly culprits: readonly string[];
  /** What the first of them said. */
  readonly messages: readonly string[];
}

/** A word that only reference services of a self-test know. */
const TOKEN = 'a-token-for-tests';
const LOW = 'a-token-that-allows-nothing';
/** Tokens that a service must turn away, and one that allows too little. */
const OTHERS: CheckOptions = {
  tokenScope: LOW,
  tokenExpired: jwt({ exp: 1_000_000_000 }),
  tokenAudience: jwt({ exp: 4_000_000_000, aud: 'another' }),
  tokenIssuer: jwt({ exp: 4_000_000_000, iss: 'another' }),
};
const ACCESS: Readonly<Record<Door, CheckOptions>> = {
  open: { auth: 'disabled' },
  token: { token: TOKEN, ...OTHERS },
  optional: { token: TOKEN, ...OTHERS, auth: 'optional' },
};
/** Limits of a run, in seconds and bytes. A busy machine is no fault of a service. */
const LIMITS: CheckOptions = { timeout: 20, pollTimeout: 20, maxBody: '4MiB' };
/** What a user would give: without it, some checks are not made. */
const GIVEN: CheckOptions = { slowGoal: 'Be slow.', idCharacters: '/ ?#%' };
const SHORT: CheckOptions = { timeout: 2.5, pollTimeout: 2.5 };
const SHOWN_MESSAGES = 6;

/** Checks a reference service with a fault, at the tier that is to find it. @throws Error when the checker itself failed */
export function judgeFault({ service, door, id, tier }: Case, spec: Spec, more: CheckOptions = {}): Promise<Judged> {
  return judge(service, door, { faults: [id] }, spec, { tier, ...(WAITED_FOR.test(id) ? SHORT : {}), ...more });
}

/** Checks a reference service with a variation, or a plain one. @throws Error when the checker itself failed */
export function judgeVariation(
  service: ReferenceService,
  door: Door,
  id: string | undefined,
  tier: Tier,
  spec: Spec,
  more: CheckOptions = {},
): Promise<Judged> {
  return judge(service, door, { variations: id === undefined ? [] : [id] }, spec, { tier, ...more });
}

async function judge(
  service: ReferenceService,
  door: Door,
  how: { readonly faults?: readonly string[]; readonly variations?: readonly string[] },
  spec: Spec,
  more: CheckOptions,
): Promise<Judged> {
  const tokens = door === 'open' ? {} : { token: TOKEN, lowPrivilegeToken: LOW, optional: door === 'optional' };
  const reference = await startReference({ service, ...how, ...tokens });
  try {
    const asked = { service, url: reference.url, allowMutations: true, ...LIMITS, ...GIVEN, ...ACCESS[door], ...more };
    return judgedBy(await checkAgainst(spec, asked));
  } finally {
    await reference.close();
  }
}

/** A JWT that nobody has signed. */
function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ sub: 'checker', ...claims })}.c2lnbmF0dXJl`;
}

function judgedBy({ requirements, results, exit_code, bug }: ReportDocument): Judged {
  if (bug !== undefined) throw new Error(bug);
  const bad = results.filter(({ status }) => status === 'FAIL' || status === 'WARN' || status === 'ERROR');
  return {
    broken: requirements
      .filter(({ outcome }) => outcome === 'FAIL' || outcome === 'WARN')
      .map(({ id }) => id)
      .sort(),
    fails: requirements.filter(({ outcome }) => outcome === 'FAIL').map(({ id }) => id),
    exitCode: exit_code,
    culprits: bad.map(({ check_id }) => check_id),
    messages: bad.map(({ check_id, message }) => `${check_id}: ${message}`).slice(0, SHOWN_MESSAGES),
  };
}
