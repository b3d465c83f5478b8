import { type RecordShape, record, text } from '../http/shape.js';
import { resourceRef } from '../request-shapes.js';

// What the daemon passes on from registered runtimes is held to the contract first: the daemon answers for it.

const errorDetail = record(['code', 'message'], {
  code: text,
  message: text,
  details: { kind: 'free' },
  retryable: { kind: 'boolean' },
  cause: record(['message'], { code: text, message: text, details: { kind: 'free' }, extensions: { kind: 'extensions' } }),
  extensions: { kind: 'extensions' },
});

/** RunStatus. */
export const runStatus: RecordShape = record(['run_id', 'state'], {
  run_id: text,
  state: { kind: 'text', oneOf: ['queued', 'running', 'succeeded', 'failed', 'canceled'] },
  started_at: { kind: 'text', format: 'date-time' },
  ended_at: { kind: 'text', format: 'date-time' },
  runtime_instance_id: text,
  extensions: { kind: 'extensions' },
});

/** RunResult. */
export const runResult: RecordShape = record(['run_id', 'ok'], {
  run_id: text,
  ok: { kind: 'boolean' },
  output: { kind: 'free' },
  error: errorDetail,
  artifacts: { kind: 'list', of: resourceRef },
  usage: { kind: 'free' },
  extensions: { kind: 'extensions' },
});
