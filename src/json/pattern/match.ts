import { parsePattern } from './parse.js';
import { type CharacterSet, holds, isWord, type Pattern, PatternNotUnderstood } from './syntax.js';

/** Most steps of a compiled expression, and most work on one text: beyond that nothing is said. */
const MAX_STEPS = 3000;
const MAX_WORK = 3_000_000;

type Step =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'split'; readonly to: readonly number[] }
  | { readonly kind: 'start' | 'end' | 'boundary' | 'inside' | 'match' };

/**
 * Whether an expression fits somewhere in a text, as `pattern` of JSON Schema asks. All alternatives are followed at once, one character after
 * the other, so that no expression takes longer than the length of the text times its own: it may come from a service.
 * @throws PatternNotUnderstood
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const steps = compiled(pattern);
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  if (points.length * steps.length > MAX_WORK) throw new PatternNotUnderstood('the text is too long');
  let current = new Set<number>();
  for (let at = 0; ; at += 1) {
    follow(0, at, steps, points, current);
    if ([...current].some((index) => steps[index]?.kind === 'match')) return true;
    const point = points[at];
    if (point === undefined) return false;
    const next = new Set<number>();
    for (const index of current) {
      const step = steps[index];
      if (step?.kind === 'set' && holds(step.set, point)) follow(index + 1, at + 1, steps, points, next);
    }
    current = next;
  }
}

/** Adds a step and all that are reached from it without a character. */
function follow(first: number, at: number, steps: readonly Step[], points: readonly number[], found: Set<number>): void {
  const waiting = [first];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (found.has(index)) continue;
    found.add(index);
    const step = steps[index];
    if (step?.kind === 'split') waiting.push(...step.to);
    else if (step !== undefined && step.kind !== 'set' && step.kind !== 'match' && stands(step.kind, at, points)) waiting.push(index + 1);
  }
}

function stands(kind: 'start' | 'end' | 'boundary' | 'inside', at: number, points: readonly number[]): boolean {
  if (kind === 'start') return at === 0;
  if (kind === 'end') return at === points.length;
  return (isWord(points[at - 1]) !== isWord(points[at])) === (kind === 'boundary');
}

const known = new Map<string, readonly Step[]>();

function compiled(pattern: string): readonly Step[] {
  const before = known.get(pattern);
  if (before !== undefined) return before;
  const compiler = new Compiler();
  compiler.add(parsePattern(pattern));
  const steps: readonly Step[] = [...compiler.steps, { kind: 'match' }];
  if (known.size > 200) known.clear();
  known.set(pattern, steps);
  return steps;
}

class Compiler {
  readonly steps: Step[] = [];
  /** Parts without a character make no steps, and can be repeated without end. */
  #left = MAX_STEPS * 4;

  /** Appends the steps of a part; those after it follow on. */
  add(pattern: Pattern): void {
    this.#left -= 1;
    if (this.#left < 0 || this.steps.length > MAX_STEPS) throw new PatternNotUnderstood('the expression is too large');
    switch (pattern.kind) {
      case 'sequence':
        for (const part of pattern.parts) this.add(part);
        return;
      case 'choice':
        this.#addChoice(pattern.options);
        return;
      case 'repeat':
        this.#addRepeat(pattern);
        return;
      default:
        this.steps.push(pattern);
    }
  }

  #addChoice(options: readonly Pattern[]): void {
    const fork = this.#fork();
    const starts: number[] = [];
    const ends: number[] = [];
    for (const option of options) {
      starts.push(this.steps.length);
      this.add(option);
      ends.push(this.#fork());
    }
    this.steps[fork] = { kind: 'split', to: starts };
    for (const end of ends) this.steps[end] = { kind: 'split', to: [this.steps.length] };
  }

  #addRepeat({ of, least, most }: Extract<Pattern, { kind: 'repeat' }>): void {
    for (let count = 0; count < least; count += 1) this.add(of);
    if (most === Number.POSITIVE_INFINITY) {
      const fork = this.#fork();
      this.add(of);
      this.steps.push({ kind: 'split', to: [fork] });
      this.steps[fork] = { kind: 'split', to: [fork + 1, this.steps.length] };
      return;
    }
    const forks: number[] = [];
    for (let count = least; count < most; count += 1) {
      forks.push(this.#fork());
      this.add(of);
    }
    for (const fork of forks) this.steps[fork] = { kind: 'split', to: [fork + 1, this.steps.length] };
  }

  /** A step that is filled in later. */
  #fork(): number {
    return this.steps.push({ kind: 'split', to: [] }) - 1;
  }
}
