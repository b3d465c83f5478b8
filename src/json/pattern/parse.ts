import { ANY, type CharacterSet, CLASSES, checkProperty, type Pattern, PatternNotUnderstood, type Range } from './syntax.js';

/** Longest expression that is read, in characters, and deepest nesting of groups. */
const MAX_LENGTH = 1000;
const MAX_DEPTH = 30;

const CONTROL: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 };

/**
 * Reads a regular expression of ECMA-262, as `pattern` of JSON Schema has it (flag `u`).
 * @throws PatternNotUnderstood for look-arounds, back-references, what is too large, and what is no expression
 */
export function parsePattern(text: string): Pattern {
  if (text.length > MAX_LENGTH) throw new PatternNotUnderstood('the expression is too long');
  const reader = new Reader([...text]);
  const pattern = reader.choice(0);
  if (!reader.isDone()) throw new PatternNotUnderstood('a bracket closes that was never opened', true);
  return pattern;
}

class Reader {
  #at = 0;

  constructor(readonly characters: readonly string[]) {}

  isDone(): boolean {
    return this.#at >= this.characters.length;
  }

  choice(depth: number): Pattern {
    if (depth > MAX_DEPTH) throw new PatternNotUnderstood('the expression is nested too deep');
    const options = [this.#sequence(depth)];
    while (this.#take('|')) options.push(this.#sequence(depth));
    return options.length === 1 ? (options[0] as Pattern) : { kind: 'choice', options };
  }

  #sequence(depth: number): Pattern {
    const parts: Pattern[] = [];
    while (!this.isDone() && this.#peek() !== '|' && this.#peek() !== ')') {
      const isPlace = this.#isPlace();
      parts.push(this.#quantified(this.#atom(depth), isPlace));
    }
    return parts.length === 1 ? (parts[0] as Pattern) : { kind: 'sequence', parts };
  }

  #atom(depth: number): Pattern {
    const character = this.#next();
    switch (character) {
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '.':
        return { kind: 'set', set: { ranges: ANY, properties: [], negated: false } };
      case '(':
        return this.#group(depth);
      case '[':
        return { kind: 'set', set: this.#set() };
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        throw new PatternNotUnderstood('there is nothing to repeat', true);
      default:
        return literal(character);
    }
  }

  #group(depth: number): Pattern {
    if (this.#take('?')) {
      if (this.#take('<')) {
        if (['=', '!'].includes(this.#peek() ?? '')) throw new PatternNotUnderstood('it looks around');
        while (this.#next() !== '>');
      } else if (!this.#take(':')) {
        throw new PatternNotUnderstood('it looks around', !['=', '!'].includes(this.#peek() ?? ''));
      }
    }
    const inside = this.choice(depth + 1);
    if (!this.#take(')')) throw new PatternNotUnderstood('a bracket is not closed', true);
    return inside;
  }

  /** Whether a `^`, `$`, `\\b` or `\\B` comes next. */
  #isPlace(): boolean {
    const [first = '', second = ''] = this.characters.slice(this.#at, this.#at + 2);
    return ['^', '$'].includes(first) || (first === '\\' && ['b', 'B'].includes(second));
  }

  #quantified(of: Pattern, isPlace: boolean): Pattern {
    const bounds = this.#quantifier();
    if (bounds === undefined) return of;
    if (isPlace) throw new PatternNotUnderstood('a place cannot be repeated', true);
    this.#take('?');
    const [least, most] = bounds;
    if (least > most) throw new PatternNotUnderstood('the bounds of a repetition are in the wrong order', true);
    if (this.#quantifier() !== undefined) throw new PatternNotUnderstood('there is nothing to repeat', true);
    return { kind: 'repeat', of, least, most };
  }

  #quantifier(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    if (this.#peek() !== '{') return undefined;
    const bounds = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.characters.slice(this.#at, this.#at + 30).join(''));
    // Without flag u a brace that is no bound stands for itself.
    if (bounds === null) return undefined;
    this.#at += bounds[0].length;
    const least = Number(bounds[1]);
    return [least, bounds[2] === undefined ? least : bounds[3] === '' ? Number.POSITIVE_INFINITY : Number(bounds[3])];
  }

  #escape(): Pattern {
    const character = this.#next();
    if (character === 'b') return { kind: 'boundary' };
    if (character === 'B') return { kind: 'inside' };
    if (/[1-9k]/.test(character)) throw new PatternNotUnderstood('it refers back');
    const set = this.#class(character);
    return set === undefined ? literal(String.fromCodePoint(this.#point(character))) : { kind: 'set', set };
  }

  #class(character: string): CharacterSet | undefined {
    const ranges = CLASSES.get(character);
    if (ranges !== undefined) return { ranges, properties: [], negated: false };
    if (character !== 'p' && character !== 'P') return undefined;
    const name = /^\{([\w=]+)\}/.exec(this.characters.slice(this.#at, this.#at + 60).join(''));
    if (name === null) throw new PatternNotUnderstood('a property has no name', true);
    this.#at += name[0].length;
    checkProperty(name[1] ?? '');
    return { ranges: [], properties: [`${character === 'P' ? '^' : ''}${name[1]}`], negated: false };
  }

  /** The code point that an escape stands for. */
  #point(character: string): number {
    if (Object.hasOwn(CONTROL, character)) return CONTROL[character] ?? 0;
    if (character === '0') return 0;
    if (character === 'c') return this.#next().charCodeAt(0) % 32;
    if (character === 'x') return this.#hex(2);
    if (character !== 'u') return character.codePointAt(0) ?? 0;
    if (!this.#take('{')) return this.#hex(4);
    let digits = '';
    for (let digit = this.#next(); digit !== '}'; digit = this.#next()) digits += digit;
    return pointOf(digits);
  }

  #hex(length: number): number {
    return pointOf(Array.from({ length }, () => this.#next()).join(''));
  }

  #set(): CharacterSet {
    const negated = this.#take('^');
    const ranges: Range[] = [];
    const properties: string[] = [];
    while (!this.#take(']')) {
      const from = this.#member();
      if (typeof from !== 'number') {
        ranges.push(...from.ranges);
        properties.push(...from.properties);
        continue;
      }
      const isRange = this.#peek() === '-' && this.characters[this.#at + 1] !== ']' && this.characters[this.#at + 1] !== undefined;
      if (!isRange) {
        ranges.push([from, from]);
        continue;
      }
      this.#next();
      const to = this.#member();
      if (typeof to !== 'number' || to < from) throw new PatternNotUnderstood('a range is in the wrong order', true);
      ranges.push([from, to]);
    }
    return { ranges, properties, negated };
  }

  #member(): number | CharacterSet {
    const character = this.#next();
    if (character !== '\\') return character.codePointAt(0) ?? 0;
    const escaped = this.#next();
    if (escaped === 'b') return 8;
    return this.#class(escaped) ?? this.#point(escaped);
  }

  #peek(): string | undefined {
    return this.characters[this.#at];
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  #next(): string {
    const character = this.#peek();
    if (character === undefined) throw new PatternNotUnderstood('the expression ends too early', true);
    this.#at += 1;
    return character;
  }
}

function literal(character: string): Pattern {
  const point = character.codePointAt(0) ?? 0;
  return { kind: 'set', set: { ranges: [[point, point]], properties: [], negated: false } };
}

function pointOf(digits: string): number {
  const value = /^[0-9A-Fa-f]{1,6}$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  if (!(value <= 0x10ffff)) throw new PatternNotUnderstood('an escape names no character', true);
  return value;
}
