import type { StreamLimits } from '../model.js';
import type { Options } from './resolve.js';

/** The time that a service has to close a stream after its last event, in seconds. */
const CLOSING = 3;

/** What a stream may have at most, from the options; times become milliseconds. */
export function streamLimits({ timeout, streamTime, maxStream, maxLine, maxEvents }: Options): StreamLimits {
  return {
    idle: timeout * 1000,
    time: streamTime * 1000,
    open: Math.min(timeout, CLOSING) * 1000,
    bytes: maxStream,
    line: maxLine,
    events: maxEvents,
  };
}
