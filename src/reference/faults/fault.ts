import type { Patch } from '../hooks.js';
import { type Answer, errorAnswer, Refusal } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ReferenceService } from '../options.js';

/** A named way not to conform. */
export interface Fault extends Patch {
  /** The one requirement that it breaks. */
  readonly breaks: string;
  /** The tier at which it shows, where that is a deeper one than that of the requirement. */
  readonly shows?: 'full';
}

/** All three services, for what they share. */
export const EVERY_SERVICE: readonly ReferenceService[] = ['runtime', 'tool-registry', 'daemon'];

/** An `answer` hook that changes the body, where that is an object. */
export function inBody(change: (body: JsonObject, call: Call) => void): (answer: Answer, call: Call) => void {
  return (answer, call) => {
    if (isJsonObject(answer.body)) change(answer.body, call);
  };
}

/** An `answer` hook that sets one member of the body. */
export function member(name: string, value: Json): (answer: Answer, call: Call) => void {
  return inBody((body) => {
    body[name] = structuredClone(value);
  });
}

/** An `answer` hook that drops one member of the body. */
export function without(name: string): (answer: Answer, call: Call) => void {
  return inBody((body) => {
    delete body[name];
  });
}

/** An `answer` hook that changes the status alone. */
export function status(code: number): (answer: Answer) => void {
  return (answer) => {
    answer.status = code;
  };
}

/** An `answer` hook that changes each object in an array; the array is the body itself or a member of it. */
export function eachIn(name: string | undefined, change: (item: JsonObject, index: number) => void): (answer: Answer) => void {
  return (answer) => {
    const list = name === undefined ? answer.body : isJsonObject(answer.body) ? answer.body[name] : undefined;
    if (Array.isArray(list)) list.filter(isJsonObject).forEach(change);
  };
}

/** A `request` hook that answers as if there were no such path. */
export function absent(): Answer {
  return errorAnswer(404, 'unknown_path', 'There is nothing at this path');
}

/** A `request` hook that answers with a failure of the service. */
export function broken(): Answer {
  return errorAnswer(500, 'internal_error', 'Something went wrong');
}

/** Sets a member; an expression, so that a fault fits on a line. */
export function put<Target extends object, Name extends keyof Target>(target: Target, name: Name, value: Target[Name]): void {
  target[name] = value;
}

/** Sets a member where there is none. */
export function putUnset(target: JsonObject, name: string, value: Json): void {
  target[name] ??= value;
}

/** Removes a member, if it is there. */
export function drop(target: Record<string, unknown>, name: string): void {
  delete target[name];
}

/** Calls whose body does not fit. */
const spoilt = new WeakSet<Call>();

/** Hooks of an operation that refuses a body that does not fit, and does what it asks for all the same. */
export const REFUSED_BUT_DONE: Pick<Patch, 'violations' | 'handle'> = {
  violations: (found, call) => {
    if (found.length > 0) spoilt.add(call);
    return [];
  },
  handle: async (call, next) => {
    const answer = await next();
    if (!spoilt.has(call)) return answer;
    throw new Refusal(400, 'invalid_request', 'The request body does not fit');
  },
};

/** Hooks of an operation that refuses some bodies which fit. */
export function refusing(test: (body: JsonObject) => boolean): Pick<Patch, 'handle'> {
  return {
    handle: (call, next) => {
      if (test(call.body)) throw new Refusal(400, 'invalid_request', 'This is not supported');
      return next();
    },
  };
}

/** Hooks of an operation that makes the service fail for long bodies. */
export const FAILS_WHEN_LONG: Pick<Patch, 'handle'> = {
  handle: (call, next) => (JSON.stringify(call.body).length > 15_000 ? broken() : next()),
};

/** Whether something is an object without members. */
export function isEmptyObject(value: Json | undefined): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}
