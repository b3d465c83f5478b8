import { type RecordShape, record, type Shape, type TextShape, text, uri } from './http/shape.js';

// The request schemas of ARP v1, by hand: this service may not lean on the checker's own validator.
const extensions: Shape = { kind: 'extensions' };
const free: Shape = { kind: 'free' };
const texts: Shape = { kind: 'list', of: text };
const textMap: Shape = { kind: 'map', of: text };
const metadata = record([], { labels: textMap, annotations: textMap, extensions });
const launch = record([], { env: textMap, args: texts, tool_registry_url: uri });
const profileName: TextShape = { kind: 'text', blank: 'default' };

/** A pointer to something that lives elsewhere. */
export const resourceRef: RecordShape = record(['type', 'id'], { type: text, id: text, uri, extensions });

/** RunRequest. */
export const runRequest: RecordShape = record(['input'], {
  run_id: text,
  input: record(['goal'], { goal: text, context: free, data: free }),
  runtime_selector: record([], { runtime_profile: text, instance_id: text, runtime_name: text, runtime_api_endpoint: uri }),
  tool_policy: record([], { allow_tool_ids: texts, deny_tool_ids: texts }),
  limits: record([], {
    timeout_ms: { kind: 'integer', minimum: 0 },
    max_steps: { kind: 'integer', minimum: 1 },
    max_tokens: { kind: 'integer', minimum: 1 },
  }),
  metadata,
  extensions,
});

/** ToolInvocationRequest. */
export const toolInvocationRequest: RecordShape = {
  ...record(['invocation_id', 'args'], {
    invocation_id: text,
    tool_id: text,
    tool_name: text,
    args: free,
    context: free,
    caller: resourceRef,
    extensions,
  }),
  oneOfFields: { names: ['tool_id', 'tool_name'], blank: ['tool_name', 'echo'] },
};

/** InstanceCreateRequest. */
export const instanceCreateRequest: RecordShape = record(['runtime_profile'], {
  runtime_profile: profileName,
  count: { kind: 'integer', minimum: 1 },
  overrides: launch,
  metadata,
  extensions,
});

/** InstanceRegisterRequest. */
export const instanceRegisterRequest: RecordShape = record(['runtime_api_endpoint'], {
  runtime_api_endpoint: uri,
  runtime_profile: text,
  runtime_name: text,
  metadata,
  extensions,
});

/** RuntimeProfileUpsertRequest; `{}` fits (requirements, ambiguity 3). */
export const profileUpsertRequest: RecordShape = record([], {
  runtime_name: text,
  description: text,
  defaults: launch,
  metadata,
  extensions,
});
