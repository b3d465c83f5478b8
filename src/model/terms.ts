/** A value that JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** How deep a run goes; each tier contains the ones before it. */
export const TIERS = ['smoke', 'core', 'full'] as const;
export type Tier = (typeof TIERS)[number];

/** How strongly the standard asks for a requirement; decides the verdict of a finding. */
export type Level = 'must' | 'should' | 'implied' | 'advisory';

/** What a probe can do to the service: look, be turned down, or change something. */
export type Effect = 'read' | 'refused' | 'write';

/** The word of a verdict. ERROR means that no judgement was possible, never that the service is wrong. */
export const OUTCOMES = ['PASS', 'FAIL', 'WARN', 'SKIP', 'ERROR'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What became of one requirement. SKIP: does not apply to this service. UNTESTED: applies, and could not be judged. */
export type RequirementOutcome = 'PASS' | 'FAIL' | 'WARN' | 'SKIP' | 'UNTESTED';

/** One sentence of the standard with an id, as `requirements.yaml` of the spec has it. */
export interface Requirement {
  readonly id: string;
  readonly level: Level;
  /** `offline` requirements are about the spec itself and are never part of a run. */
  readonly tier: Tier | 'offline';
  readonly kind: 'read' | 'negative' | 'write' | 'auth' | 'offline';
  readonly services: readonly string[];
  readonly sentence: string;
  readonly source: string;
  /** How the builder of a service mends a breach, one line. */
  readonly mend: string;
}

export type HeaderList = readonly (readonly [name: string, value: string])[];
