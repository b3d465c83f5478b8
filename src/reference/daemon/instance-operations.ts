import { type Answer, emptyAnswer, jsonAnswer, notFound, Refusal } from '../http/answer.js';
import { type Call, parameter } from '../http/call.js';
import type { Operation } from '../http/operation.js';
import { instanceCreateRequest, instanceRegisterRequest } from '../request-shapes.js';
import { describeInstance } from './instance.js';
import type { Instances } from './instances.js';
import type { Profiles } from './profiles.js';

const MAX_COUNT = 64;

/** The operations on instances (ARP-DM-020…038). */
export function instanceOperations(instances: Instances, profiles: Profiles): readonly Operation[] {
  return [
    {
      id: 'list_instances',
      method: 'GET',
      path: '/v1/instances',
      handle: () => jsonAnswer(200, { instances: instances.all().map(describeInstance) }),
    },
    {
      id: 'create_instances',
      method: 'POST',
      path: '/v1/instances',
      request: instanceCreateRequest,
      handle: (call) => create(instances, profiles, call),
    },
    { id: 'delete_instance', method: 'DELETE', path: '/v1/instances/{instance_id}', handle: (call) => remove(instances, call) },
    {
      id: 'register_instance',
      method: 'POST',
      path: '/v1/instances:register',
      request: instanceRegisterRequest,
      handle: async (call) => jsonAnswer(200, { instance: describeInstance(await instances.register(call.body)) }),
    },
  ];
}

function create(instances: Instances, profiles: Profiles, call: Call): Answer {
  const name = String(call.body.runtime_profile);
  const profile = profiles.get(name);
  // Only what is on the list may be started (ARP-DM-028).
  if (profile === undefined) throw notFound('Runtime profile');
  const count = Number(call.body.count ?? 1);
  if (count > MAX_COUNT) throw new Refusal(400, 'limit_exceeded', `At most ${MAX_COUNT} instances can be started at once`);
  const runtimeName = typeof profile.runtime_name === 'string' ? profile.runtime_name : undefined;
  const started = Array.from({ length: count }, () => instances.start(name, runtimeName, call.body));
  return jsonAnswer(200, { instances: started.map(describeInstance) });
}

function remove(instances: Instances, call: Call): Answer {
  if (!instances.remove(parameter(call, 'instance_id'))) throw notFound('Instance');
  return emptyAnswer();
}
