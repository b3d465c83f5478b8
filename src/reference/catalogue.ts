import { FAULTS } from './faults/index.js';
import type { Patch } from './hooks.js';
import type { ReferenceService } from './options.js';
import { VARIATIONS } from './variations/index.js';

/** What is told of a fault. */
export interface FaultInfo {
  readonly id: string;
  readonly services: readonly ReferenceService[];
  /** Id of the requirement that it breaks. */
  readonly breaks: string;
  /** One sentence. */
  readonly title: string;
  /** Ids of the operations that it touches; every one when absent. */
  readonly operations?: readonly string[];
}

/** What is told of a variation. */
export interface VariationInfo {
  readonly id: string;
  readonly services: readonly ReferenceService[];
  readonly title: string;
  /** Ids of requirements below `must` that it leaves open, so that a checker may warn. */
  readonly warns: readonly string[];
}

/** The faults that a service can have; all of them without one. */
export function listFaults(service?: ReferenceService): readonly FaultInfo[] {
  return FAULTS.filter((fault) => service === undefined || fault.services.includes(service)).map(
    ({ id, services, breaks, title, operations }) => ({ id, services, breaks, title, ...(operations === undefined ? {} : { operations }) }),
  );
}

/** The variations that a service can have; all of them without one. */
export function listVariations(service?: ReferenceService): readonly VariationInfo[] {
  return VARIATIONS.filter((variation) => service === undefined || variation.services.includes(service)).map(
    ({ id, services, title, warns = [] }) => ({ id, services, title, warns }),
  );
}

/** The patches behind ids; throws an Error of one sentence for an id that this service does not have. */
export function pickPatches(kind: 'fault' | 'variation', service: ReferenceService, ids: readonly string[]): readonly Patch[] {
  const all: readonly Patch[] = kind === 'fault' ? FAULTS : VARIATIONS;
  return ids.map((id) => {
    const patch = all.find((candidate) => candidate.id === id);
    if (patch === undefined) throw new Error(`Unknown ${kind} "${id}"${guess(id, all)}`);
    if (!patch.services.includes(service)) throw new Error(`The ${kind} "${id}" is for ${patch.services.join(', ')}, not for ${service}`);
    return patch;
  });
}

function guess(id: string, all: readonly Patch[]): string {
  const ranked = all.map((patch) => ({ id: patch.id, distance: editDistance(id, patch.id) })).sort((a, b) => a.distance - b.distance);
  const [nearest] = ranked;
  return nearest !== undefined && nearest.distance <= Math.max(2, id.length / 3) ? `; did you mean "${nearest.id}"?` : '';
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
