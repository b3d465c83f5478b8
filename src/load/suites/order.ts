import type { Problem } from '../../errors.js';
import type { Check } from '../../model.js';
import type { MadeCheck } from './draft.js';
import { type Company, idIn } from './references.js';
import { mentions, variableOf } from './variables.js';

/** The checks whose requests come before that of a check: those that it needs, and those that save what its request holds. */
export class Order {
  readonly #byId: ReadonlyMap<string, Check>;
  readonly #savers: ReadonlyMap<string, string>;

  constructor({ made, base }: Company) {
    const all = [...base, ...made.map(({ check }) => check)];
    this.#byId = new Map(all.map((check) => [check.id, check]));
    this.#savers = new Map(
      all.flatMap((check) => Object.keys(check.save ?? {}).map((name) => [`${check.service} ${name}`, check.id] as const)),
    );
  }

  /** Ids, each once. */
  before(check: Check): string[] {
    if (check.probe === undefined) return [];
    const saved = mentions(check).flatMap(({ name, before }) =>
      before ? (this.#savers.get(`${check.service} ${variableOf(name)}`) ?? []) : [],
    );
    return [...new Set([...(check.needs ?? []), ...saved])].filter((id) => id !== check.id || check.needs?.includes(id));
  }

  /** All checks that come before, however many steps. */
  allBefore(check: Check): Check[] {
    const found = new Map<string, Check>();
    const visit = (one: Check): void => {
      for (const id of this.before(one)) {
        const other = this.#byId.get(id);
        if (other === undefined || found.has(id)) continue;
        found.set(id, other);
        visit(other);
      }
    };
    visit(check);
    return [...found.values()];
  }

  /** The shortest way from a check back to itself. */
  circle(check: Check): readonly string[] | undefined {
    let ways: string[][] = [[check.id]];
    const seen = new Set<string>();
    while (ways.length > 0) {
      const next: string[][] = [];
      for (const way of ways) {
        const last = this.#byId.get(way.at(-1) ?? '');
        for (const id of last === undefined ? [] : this.before(last)) {
          if (id === check.id) return [...way, id];
          if (!seen.has(id)) next.push([...way, id]);
          seen.add(id);
        }
      }
      ways = next;
    }
    return undefined;
  }
}

/** Checks that wait for each other: each circle is told once. */
export function circles({ made }: Pick<Company, 'made'>, order: Order): Problem[] {
  const told = new Set<string>();
  return made.flatMap(({ draft, index, check }: MadeCheck) => {
    const circle = order.circle(check);
    if (circle === undefined || circle.some((id) => told.has(id))) return [];
    for (const id of circle) told.add(id);
    const way = circle.map((id) => idIn({ id, service: check.service })).join(' -> ');
    return [
      draft.document.problem(`These checks wait for each other, so that none is ever sent: ${way}.`, [
        'checks',
        index,
        check.needs === undefined ? 'probe' : 'needs',
      ]),
    ];
  });
}

/** Requests that must be refused, without one before them that shows that the operation takes requests: a refusal would prove nothing. */
export function twinless({ made }: Pick<Company, 'made'>, order: Order): Problem[] {
  return made.flatMap(({ draft, index, check }: MadeCheck) => {
    const { probe, effect, expect } = check;
    const perOperation = draft.checks.find((one) => one.index === index)?.written.operations !== undefined;
    if (effect !== 'refused' || probe?.expects !== 'error' || perOperation || expect?.implemented || probe.outside !== undefined) return [];
    if (order.allBefore(check).some((other) => other.probe?.operation === probe.operation && showsRoute(other))) return [];
    return [
      draft.document.problem(
        `Nothing shows that ${probe.operation} takes a right request, so that a refusal of this one proves nothing: name a check that sends one under "needs".`,
        ['checks', index, 'id'],
      ),
    ];
  });
}

function showsRoute({ probe, expect }: Check): boolean {
  return (probe?.expects ?? 'success') === 'success' || expect?.implemented === true;
}
