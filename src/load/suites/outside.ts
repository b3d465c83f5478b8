import type { Problem } from '../../errors.js';
import type { Operation, ProbeRequest } from '../../model.js';
import type { Draft } from './draft.js';
import { operationsOf, type Words } from './words.js';

/** A request as written: it names an operation, or says what is sent in place of one. */
type WrittenRequest = Omit<ProbeRequest, 'outside'> & { readonly outside?: { readonly method: string; readonly path: string } };

/** Gives a request that no operation declares a name of its own, and the requirement that a bad answer to it breaks. */
export function withOutside({ outside, ...request }: WrittenRequest, requirement: string): ProbeRequest {
  if (outside === undefined) return request;
  return { ...request, operation: `${outside.method} ${outside.path}`, outside: { ...outside, requirement } };
}

/** Requests that are said to be declared by no operation, and are. */
export function outsideProblems({ checks, services, document }: Draft, words: Words): Problem[] {
  return checks.flatMap(({ written, index }) => {
    const { outside } = written.probe ?? {};
    const twin =
      outside === undefined ? undefined : services.map((service) => declaredTwin(outside, operationsOf(words, service))).find(Boolean);
    if (twin === undefined) return [];
    return [
      document.problem(`This request is that of the operation ${twin.id}: name the operation.`, ['checks', index, 'probe', 'outside']),
    ];
  });
}

/** The operation that would take a request after all: one path can fit several templates. */
function declaredTwin(
  outside: { readonly method: string; readonly path: string },
  operations: readonly Operation[],
): Operation | undefined {
  return operations.find(({ method, path }) => method === outside.method && fits(outside.path, path));
}

/** Whether a path, parameters standing for themselves, could be one of a template. */
function fits(path: string, template: string): boolean {
  const literal = template.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^/]+')}$`).test(path);
}
