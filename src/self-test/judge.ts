import { type CheckOptions, type PlannedCheck, planCheck } from '../check.js';
import type { Report, Spec, Tier } from '../model.js';
import { type ReferenceService, SILENCE, startReference, WAITED_FOR } from '../reference/index.js';
import { messageOf } from '../report/sentences.js';
import type { Door } from './cases.js';

/** One run against one reference service. */
export interface Trial {
  readonly service: ReferenceService;
  readonly door: Door;
  readonly tier: Tier;
  readonly fault?: string;
  readonly variation?: string;
}

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
/** For what never comes: an answer, or the end of a run. */
const SILENT: CheckOptions = { timeout: 5 };
const ENDLESS: CheckOptions = { pollTimeout: 2.5 };
const SHOWN_MESSAGES = 6;

/** Runs trials against one copy of the standard. What is the same for many of them is planned once. */
export class Judge {
  readonly #spec: Spec;
  readonly #plans = new Map<string, Promise<PlannedCheck>>();

  constructor(spec: Spec) {
    this.#spec = spec;
  }

  /** Checks a reference service. @throws Error when the checker itself failed */
  async judge(trial: Trial): Promise<Judged> {
    const { service, door, fault, variation } = trial;
    const check = await this.#planned(trial);
    const reference = await startReference({
      service,
      ...(fault === undefined ? {} : { faults: [fault] }),
      ...(variation === undefined ? {} : { variations: [variation] }),
      ...(door === 'open' ? {} : { token: TOKEN, lowPrivilegeToken: LOW, optional: door === 'optional' }),
    });
    try {
      return said(await check(reference.url));
    } finally {
      await reference.close();
    }
  }

  #planned({ service, door, tier, fault }: Trial): Promise<PlannedCheck> {
    const patience = SILENCE.test(fault ?? '') ? SILENT : WAITED_FOR.test(fault ?? '') ? ENDLESS : {};
    const key = JSON.stringify([service, door, tier, patience]);
    const options = { tier, allowMutations: true, ...LIMITS, ...GIVEN, ...ACCESS[door], ...patience };
    const planned = this.#plans.get(key) ?? planCheck(this.#spec, service, options);
    this.#plans.set(key, planned);
    return planned;
  }
}

/** A JWT that nobody has signed. */
function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ sub: 'checker', ...claims })}.c2lnbmF0dXJl`;
}

function said({ requirements, verdicts, exitCode, bug }: Report): Judged {
  if (bug !== undefined) throw new Error(bug);
  const bad = verdicts.filter(({ outcome }) => outcome === 'FAIL' || outcome === 'WARN' || outcome === 'ERROR');
  const those = (...outcomes: readonly string[]): string[] =>
    requirements.filter(({ outcome }) => outcomes.includes(outcome)).map(({ requirement }) => requirement.id);
  return {
    broken: those('FAIL', 'WARN').sort(),
    fails: those('FAIL'),
    exitCode,
    culprits: bad.map(({ check }) => check.id),
    messages: bad.slice(0, SHOWN_MESSAGES).map((verdict) => `${verdict.check.id}: ${messageOf(verdict)}`),
  };
}
