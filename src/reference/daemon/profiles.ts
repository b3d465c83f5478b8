import { emptyAnswer, jsonAnswer, notFound } from '../http/answer.js';
import { parameter } from '../http/call.js';
import type { Operation } from '../http/operation.js';
import type { JsonObject } from '../json.js';
import { profileUpsertRequest } from '../request-shapes.js';

/** RuntimeProfiles by name. */
export type Profiles = Map<string, JsonObject>;

/** The profiles of a fresh daemon. */
export function firstProfiles(names: readonly string[], full: boolean): Profiles {
  const description = full ? { description: 'The runtime that is built into this daemon' } : {};
  return new Map(names.map((name) => [name, { runtime_profile: name, ...description }]));
}

/** The operations on profiles (ARP-DM-040…049). */
export function profileOperations(profiles: Profiles): readonly Operation[] {
  const path = '/v1/admin/runtime-profiles/{runtime_profile}';
  return [
    {
      id: 'list_runtime_profiles',
      method: 'GET',
      path: '/v1/admin/runtime-profiles',
      handle: () => jsonAnswer(200, { profiles: [...profiles.values()].map((profile) => structuredClone(profile)) }),
    },
    {
      id: 'upsert_runtime_profile',
      method: 'PUT',
      path,
      request: profileUpsertRequest,
      handle: (call) => {
        const name = parameter(call, 'runtime_profile');
        // The whole profile is replaced: what is not sent again is gone.
        profiles.set(name, { runtime_profile: name, ...call.body });
        return jsonAnswer(200, structuredClone(profiles.get(name) ?? {}));
      },
    },
    {
      id: 'delete_runtime_profile',
      method: 'DELETE',
      path,
      handle: (call) => {
        if (!profiles.delete(parameter(call, 'runtime_profile'))) throw notFound('Runtime profile');
        return emptyAnswer();
      },
    },
  ];
}
