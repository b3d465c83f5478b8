import { identityOperations } from '../identity.js';
import type { Service } from '../service.js';
import type { Settings } from '../settings.js';
import { DaemonRuns } from './daemon-runs.js';
import { instanceOperations } from './instance-operations.js';
import { Instances } from './instances.js';
import { Pages } from './pages.js';
import { firstProfiles, profileOperations } from './profiles.js';
import { runOperations } from './run-operations.js';

/** An ARP Daemon. `baseUrl` is where it listens, known once it does: managed instances are reachable below it. */
export function createDaemon(settings: Settings, baseUrl: () => string, closing: AbortSignal): Service {
  const limits = { timeoutMs: settings.externalTimeoutMs, closing };
  const profiles = firstProfiles(settings.profiles, settings.optionalFields);
  const instances = new Instances(settings, baseUrl, limits);
  const runs = new DaemonRuns(settings, instances, profiles, limits);
  return {
    service: 'daemon',
    operations: [
      ...identityOperations('daemon', settings),
      ...instanceOperations(instances, profiles),
      ...profileOperations(profiles),
      ...runOperations(runs, new Pages(settings), settings),
    ],
    mounted: (path) => {
      const [, id = '', rest = '/'] = /^\/instances\/([^/?]+)(\/.*)?$/.exec(path) ?? [];
      const service = instances.get(id)?.managed?.service;
      return service === undefined ? undefined : { service, path: rest };
    },
    close: () => {
      runs.close();
      instances.close();
    },
  };
}
