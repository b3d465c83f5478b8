import { type Json, TIERS } from '../../model.js';
import type { Path, SourceDocument } from '../document.js';
import type { Draft, Head, Indexed, WrittenCheck, WrittenSuite } from './draft.js';

/**
 * What is well-formed in a document; a suite whose services or tier are not is none.
 * @param broken paths at which the shape is wrong
 * @param known names of the services that there are
 */
export function draftOf(document: SourceDocument, broken: readonly Path[], known: readonly string[]): Draft[] {
  const { services, tier, checks: written = [], ...rest } = (document.value ?? {}) as unknown as Partial<WrittenSuite>;
  if (!Array.isArray(services) || !Array.isArray(written) || tier === undefined || !TIERS.includes(tier)) return [];
  const brokenKeys = new Set(broken.map(([key, index]) => `${key} ${index}`));
  const sound = <T>(key: keyof WrittenSuite): Indexed<T>[] => {
    const list = (document.value as { [name: string]: Json })[key];
    const entries = Array.isArray(list) ? (list as unknown as T[]) : [];
    return entries.flatMap((entry, index) => (brokenKeys.has(`${key} ${index}`) ? [] : [{ entry, index }]));
  };
  const { variables } = rest;
  const head: Head = {
    ...(rest.extends === undefined || !TIERS.includes(rest.extends) ? {} : { extends: rest.extends }),
    requirements: sound('requirements'),
    variables: variables === null || typeof variables !== 'object' || Array.isArray(variables) ? {} : variables,
    changes: sound('changes'),
    creates: sound('creates'),
  };
  return [
    {
      document,
      services: services.filter((service) => known.includes(service)),
      tier,
      head,
      checks: sound<WrittenCheck>('checks').map(({ entry, index }) => ({ written: withProbe(entry), index })),
      ids: new Set(written.flatMap((check) => (typeof check?.id === 'string' ? check.id : []))),
      brings: new Set(
        (Array.isArray(rest.requirements) ? rest.requirements : []).flatMap((requirement) =>
          typeof requirement?.id === 'string' ? requirement.id : [],
        ),
      ),
      saves: new Set(written.flatMap((check) => Object.keys(check?.save ?? {}))),
    },
  ];
}

/** `send` is short for a probe that is nothing but an operation. */
function withProbe(written: WrittenCheck): WrittenCheck {
  return written.send === undefined ? written : { ...written, probe: { operation: written.send } };
}
