import type { Answer, AnswerContract, ContractKind, Fact, StreamContract, StreamRecord } from '../../model.js';
import type { ReadBody } from '../body.js';
import { readMediaType } from '../media-type.js';

/**
 * What the contract says of a stream beside its events, which were judged as they came. The value given back is the first event: what it has
 * was put to the test.
 */
export function judgeStream(
  record: StreamRecord,
  answer: Answer,
  contract: AnswerContract | undefined,
  stream: StreamContract | undefined,
  facts: Fact[],
  judged: Set<ContractKind>,
): ReadBody {
  const conforming = [...(contract?.mediaType === undefined ? [] : [contract.mediaType]), ...(stream?.also ?? [])];
  const actual = readMediaType(answer);
  judged.add('media_type').add('tolerated_type').add('wrong_framing').add('stream_limit').add('charset');
  if (actual !== undefined && stream?.tolerated.includes(actual.type) && record.framing === 'ndjson') {
    facts.push({ kind: 'tolerated_type', expected: conforming, actual: actual.text });
  } else if (actual === undefined || !conforming.includes(actual.type)) {
    facts.push({ kind: 'media_type', expected: conforming.join(' or '), actual: actual?.text ?? null });
  } else if (actual.charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(actual.charset)) {
    facts.push({ kind: 'charset', actual: actual.charset });
  }
  if (record.events === 0) return { facts: [] };
  for (const kind of ON_LINES) judged.add(kind);
  const [first] = record.kept;
  return first === undefined ? { facts: [] } : { value: { json: first }, facts: [] };
}

/** What every event is looked at for. */
const ON_LINES: readonly ContractKind[] = [
  'not_utf8',
  'not_json',
  'trailing_bytes',
  'too_deep',
  'long_name',
  'bom',
  'duplicate_member',
  'double_encoded',
  'null_value',
  'unknown_property',
  'schema',
];
