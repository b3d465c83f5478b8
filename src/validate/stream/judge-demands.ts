import type { LineFact, StreamExpectations } from '../../model.js';
import type { Expected, Sight } from '../expectations.js';
import type { Seen } from '../seen.js';
import { replayed } from './replayed.js';

/** What a check found in a stream: by its demands, which were judged as the events came, and by comparison with another stream. */
export function judgeStreamDemands(check: string, { replayed_by }: StreamExpectations, { exchange }: Seen, sight: Sight): Expected[] {
  const { key, stream } = exchange;
  const base = { exchange: key, places: [] };
  if (stream === undefined) return [{ ...base, facts: undefined }];
  const demands = (stream.expected.get(check) ?? []).flatMap(({ at, found }) => told(key, [at], found));
  if (replayed_by === undefined) return demands;
  const other = sight.last(replayed_by)?.exchange.stream;
  return [...demands, ...told(key, [], other === undefined ? undefined : replayed(stream, other, replayed_by))];
}

/** A finding of each line, or one word for all of them. */
function told(exchange: string, places: readonly string[], found: readonly LineFact[] | undefined): Expected[] {
  const base = { exchange, places };
  if (found === undefined || found.length === 0) return [{ ...base, facts: found === undefined ? undefined : [] }];
  return found.map(({ fact, line }) => ({ ...base, facts: [fact], ...(line === undefined ? {} : { line }) }));
}
