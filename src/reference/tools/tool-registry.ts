import { type Answer, jsonAnswer, notFound, Refusal } from '../http/answer.js';
import { type Call, parameter } from '../http/call.js';
import { identityOperations } from '../identity.js';
import { type JsonObject, setMembers } from '../json.js';
import { toolInvocationRequest } from '../request-shapes.js';
import type { Service } from '../service.js';
import type { Settings } from '../settings.js';
import { BUILTIN_TOOLS, type Tool } from './builtin-tools.js';
import { misfit } from './tool-arguments.js';

/** An ARP Tool Registry. */
export function createToolRegistry(settings: Settings): Service {
  const tools = new Map(toolsFor(settings).map((tool) => [tool.id, tool]));
  const full = settings.optionalFields;
  const list = () =>
    jsonAnswer(
      200,
      Array.from(tools.values(), (tool) => definitionOf(tool, full)),
    );
  const get = (call: Call) => {
    const tool = tools.get(parameter(call, 'tool_id'));
    if (tool === undefined) throw notFound('Tool');
    return jsonAnswer(200, definitionOf(tool, full));
  };
  return {
    service: 'tool-registry',
    operations: [
      ...identityOperations('tool-registry', settings),
      { id: 'list_tools', method: 'GET', path: '/v1/tools', handle: list },
      { id: 'get_tool', method: 'GET', path: '/v1/tools/{tool_id}', handle: get },
      {
        id: 'invoke_tool',
        method: 'POST',
        path: '/v1/tool-invocations',
        request: toolInvocationRequest,
        handle: (call) => invoke(tools, call.body),
      },
    ],
    close: () => {},
  };
}

function toolsFor(settings: Settings): Tool[] {
  if (settings.extraTools < 0) return [];
  const [echo, ...others] = BUILTIN_TOOLS;
  if (echo === undefined) return [];
  const extra = Array.from({ length: settings.extraTools }, (_, index) => ({
    ...echo,
    id: `echo.${index + 1}`,
    name: `echo ${index + 1}`,
  }));
  return [echo, ...others, ...extra];
}

function definitionOf(tool: Tool, full: boolean): JsonObject {
  return setMembers({
    tool_id: tool.id,
    name: tool.name,
    description: full ? tool.description : undefined,
    input_schema: structuredClone(tool.input),
    output_schema: full ? structuredClone(tool.output) : undefined,
    source: 'registry_local',
    metadata: full ? { labels: { origin: 'built-in' } } : undefined,
  });
}

function invoke(tools: ReadonlyMap<string, Tool>, body: JsonObject): Answer {
  const tool = toolNamed(tools, body);
  const args = body.args as JsonObject;
  const started = performance.now();
  const outcome = outcomeOf(tool, args);
  return jsonAnswer(200, { invocation_id: body.invocation_id ?? '', ...outcome, duration_ms: Math.round(performance.now() - started) });
}

function toolNamed(tools: ReadonlyMap<string, Tool>, body: JsonObject): Tool {
  const { tool_id: id, tool_name: name } = body;
  const tool = [...tools.values()].find(
    (candidate) => (id === undefined || candidate.id === id) && (name === undefined || candidate.name === name),
  );
  if (tool !== undefined) return tool;
  const known = [...tools.values()].filter((candidate) => candidate.id === id || candidate.name === name);
  // Both ids name a tool, but not the same one (ARP-TR-025).
  if (known.length > 1) throw new Refusal(400, 'invalid_request', 'tool_id and tool_name name different tools');
  throw notFound('Tool');
}

// A tool that fails is no failure of the registry: the call is answered, with ok false (requirements, ambiguity 9).
function outcomeOf(tool: Tool, args: JsonObject): JsonObject {
  const fault = misfit(args, tool.input);
  if (fault !== undefined) return { ok: false, error: { code: 'tool.invalid_args', message: fault, retryable: false } };
  try {
    return { ok: true, result: tool.run(args) };
  } catch (error) {
    return {
      ok: false,
      error: { code: 'tool.failed', message: error instanceof Error ? error.message : 'The tool failed', retryable: true },
    };
  }
}
