import { sampleOfPattern } from '../pattern/sample.js';
import { PatternNotUnderstood } from '../pattern/syntax.js';
import { samplesOfFormat } from './formats.js';
import { numberOf, type Schema } from './source.js';

/** Longest text that is made. */
const MAX_LENGTH = 1000;

/** Texts that may fit, the plainest first; none where the schema asks for what is not understood, or for too much. */
export function sampleTexts({ format, pattern, minLength, maxLength }: Schema): readonly string[] {
  const least = Math.max(0, Math.ceil(numberOf(minLength) ?? 0));
  const most = Math.min(numberOf(maxLength) ?? MAX_LENGTH, MAX_LENGTH);
  if (least > most) return [];
  const ofFormat = typeof format === 'string' ? samplesOfFormat(format) : undefined;
  if (typeof pattern === 'string') return [...(ofFormat ?? []), ...textsOfPattern(pattern, least, most)];
  return ofFormat ?? ['sample'.padEnd(least, 'x').slice(0, most)];
}

function textsOfPattern(pattern: string, least: number, most: number): string[] {
  try {
    return sampleOfPattern(pattern, least, most) === undefined ? [] : [sampleOfPattern(pattern, least, most) ?? ''];
  } catch (error) {
    if (error instanceof PatternNotUnderstood) return [];
    throw error;
  }
}

/** Numbers that may fit, the plainest first. */
export function sampleNumbers({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: Schema): readonly number[] {
  const step = Math.abs(numberOf(multipleOf) ?? 1) || 1;
  const low = Math.max(numberOf(minimum) ?? Number.NEGATIVE_INFINITY, numberOf(exclusiveMinimum) ?? Number.NEGATIVE_INFINITY);
  const high = Math.min(numberOf(maximum) ?? Number.POSITIVE_INFINITY, numberOf(exclusiveMaximum) ?? Number.POSITIVE_INFINITY);
  const start = Number.isFinite(low) ? low : Math.min(1, high);
  const [up, down] = [Math.ceil(start / step) * step, Math.floor(high / step) * step];
  const near = [start, Math.ceil(start), Math.ceil(start) + 1, Math.floor(high), Math.floor(high) - 1];
  return [...near, up, up + step, down, down - step, (low + high) / 2].filter(Number.isFinite);
}
