import { randomUUID } from 'node:crypto';
import { REFERENCE_VERSION, referenceName } from '../identity.js';
import { isJsonObject, type JsonObject, setMembers } from '../json.js';
import { RunEngine } from '../runs/engine.js';
import { createRuntime } from '../runs/runtime.js';
import type { Settings } from '../settings.js';
import type { Instance } from './instance.js';
import { callRuntime, type OutboundLimits } from './outbound.js';

/** Where the instances of a daemon are kept. */
export class Instances {
  readonly #instances = new Map<string, Instance>();
  readonly #engines: RunEngine[] = [];
  readonly #settings: Settings;
  readonly #baseUrl: () => string;
  readonly #limits: OutboundLimits;

  constructor(settings: Settings, baseUrl: () => string, limits: OutboundLimits) {
    this.#settings = settings;
    this.#baseUrl = baseUrl;
    this.#limits = limits;
  }

  get(id: string): Instance | undefined {
    return this.#instances.get(id);
  }

  /** In the order in which they came. */
  all(): readonly Instance[] {
    return [...this.#instances.values()];
  }

  /** Starts a runtime in this process, reachable below the daemon's own URL. */
  start(profile: string, name: string | undefined, body: JsonObject): Instance {
    const id = `instance-${randomUUID()}`;
    const engine = new RunEngine(this.#settings);
    this.#engines.push(engine);
    const service = createRuntime(this.#settings, engine);
    return this.#keep({
      id,
      endpoint: `${this.#baseUrl()}/instances/${id}`,
      profile,
      name: name ?? referenceName('runtime'),
      version: REFERENCE_VERSION,
      kept: keptOf(body),
      managed: { engine, service, readyAt: performance.now() + this.#settings.instanceStartMs },
      reachable: true,
    });
  }

  /** Takes in a runtime that somebody else started, whether or not it answers (ARP-DM-033…038). */
  async register(body: JsonObject): Promise<Instance> {
    const endpoint = String(body.runtime_api_endpoint);
    const found = await this.#probe(endpoint);
    return this.#keep({
      id: `instance-${randomUUID()}`,
      endpoint,
      profile: optionalText(body.runtime_profile),
      name: optionalText(body.runtime_name) ?? found.name,
      version: found.version,
      kept: keptOf(body),
      reachable: found.reachable,
    });
  }

  /** Asks a registered runtime once more whether it is there. */
  async recheck(instance: Instance): Promise<void> {
    if (instance.managed === undefined) instance.reachable = (await this.#probe(instance.endpoint)).reachable;
  }

  /** Forgets an instance. A registered runtime is not touched; the runs of a managed one go on to their end. */
  remove(id: string): boolean {
    return this.#instances.delete(id);
  }

  close(): void {
    for (const engine of this.#engines) engine.close();
  }

  #keep(instance: Instance): Instance {
    this.#instances.set(instance.id, instance);
    return instance;
  }

  async #probe(endpoint: string): Promise<{ reachable: boolean; name?: string | undefined; version?: string | undefined }> {
    try {
      const [health, version] = await Promise.all(['/v1/health', '/v1/version'].map((path) => callRuntime(endpoint, path, this.#limits)));
      const info = isJsonObject(version?.body) ? version.body : {};
      const up = health?.status === 200 && isJsonObject(health.body) && health.body.status !== 'down';
      return { reachable: up, name: optionalText(info.service_name), version: optionalText(info.service_version) };
    } catch {
      return { reachable: false };
    }
  }
}

function keptOf(body: JsonObject): JsonObject {
  return setMembers({ metadata: body.metadata, extensions: body.extensions });
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
