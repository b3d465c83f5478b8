import type { IncomingMessage, ServerResponse } from 'node:http';
import { pickPatches } from './catalogue.js';
import { createDaemon } from './daemon/daemon.js';
import { callRuntime } from './daemon/outbound.js';
import type { Patch } from './hooks.js';
import type { Credentials } from './http/authentication.js';
import { listen } from './http/listener.js';
import { answerRequest, type Surface } from './http/pipeline.js';
import type { ReferenceOptions, RunningReference } from './options.js';
import { createRuntime } from './runs/runtime.js';
import type { Service } from './service.js';
import { defaultSettings, type Settings } from './settings.js';
import { createToolRegistry } from './tools/tool-registry.js';

/** Starts one reference service. Throws an Error of one clear sentence: unknown fault or variation, bad base path, port in use. */
export async function startReference(options: ReferenceOptions): Promise<RunningReference> {
  const variations = pickPatches('variation', options.service, options.variations ?? []);
  const patches = [...variations, ...pickPatches('fault', options.service, options.faults ?? [])];
  const settings = defaultSettings();
  for (const patch of patches) patch.settings?.(settings);
  const basePath = normalBasePath(options.basePath ?? settings.basePath);
  const closing = new AbortController();
  let url = '';
  const service = build(options, settings, () => url, closing.signal);
  const surfaces = surfaceLookup(service, patches, variations, options, closing.signal);
  const listener = await listen(options, (request, response) => {
    options.onRequest?.({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    void dispatch(surfaces, basePath, request, response).catch(() => response.destroy());
  }).catch((error: unknown) => {
    service.close();
    throw error;
  });
  url = `${listener.origin}${basePath}`;
  const close = async () => {
    closing.abort();
    service.close();
    await listener.close();
  };
  const answers = () =>
    callRuntime(url, '/v1/health', { timeoutMs: 10_000, closing: closing.signal }).then(
      ({ status }) => status === 200,
      () => false,
    );
  return { service: options.service, url, port: listener.port, answers, close };
}

function build(options: ReferenceOptions, settings: Settings, url: () => string, closing: AbortSignal): Service {
  if (options.service === 'runtime') return createRuntime(settings);
  return options.service === 'tool-registry' ? createToolRegistry(settings) : createDaemon(settings, url, closing);
}

// The runtimes of managed instances vary as the daemon does but do not share its faults: a fault is to show in one place.
function surfaceLookup(
  service: Service,
  patches: readonly Patch[],
  variations: readonly Patch[],
  options: ReferenceOptions,
  closing: AbortSignal,
) {
  const credentials: Credentials = {
    token: options.token,
    lowPrivilegeToken: options.lowPrivilegeToken,
    optional: options.optional ?? false,
  };
  const surfaceOf = (operations: Service, its: readonly Patch[]): Surface => ({
    service: operations.service,
    operations: operations.operations,
    patches: its,
    credentials,
    counts: new Map(),
    memory: new Map(options.token === undefined ? [] : [['token', options.token]]),
    closing,
  });
  const own = surfaceOf(service, patches);
  const mounted = new WeakMap<Service, Surface>();
  return (path: string): { surface: Surface; path: string } => {
    const found = service.mounted?.(path);
    if (found === undefined) return { surface: own, path };
    const surface = mounted.get(found.service) ?? surfaceOf(found.service, variations);
    mounted.set(found.service, surface);
    return { surface, path: found.path };
  };
}

async function dispatch(
  surfaces: ReturnType<typeof surfaceLookup>,
  basePath: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.url ?? '/';
  // What is outside of the base path is as unknown as any other path.
  const below = target.startsWith(`${basePath}/`) ? target.slice(basePath.length) : '//outside';
  const { surface, path } = surfaces(below);
  await answerRequest(surface, path, request, response);
}

function normalBasePath(basePath: string): string {
  const trimmed = basePath.replace(/^\/+|\/+$/g, '');
  if (/[^A-Za-z0-9._~/-]/.test(trimmed)) throw new Error(`The base path "${basePath}" may have only letters, digits and . _ ~ - /`);
  return trimmed === '' ? '' : `/${trimmed}`;
}
