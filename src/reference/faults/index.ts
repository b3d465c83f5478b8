import { authenticationFaults } from './authentication.js';
import { byteFaults } from './bytes.js';
import { cancelFaults } from './cancel.js';
import { daemonRunFaults } from './daemon-runs.js';
import { errorFaults } from './errors.js';
import { eventFaults } from './events.js';
import type { Fault } from './fault.js';
import { healthFaults } from './health.js';
import { instanceFaults } from './instances.js';
import { overlookedFaults } from './overlooked.js';
import { profileFaults } from './profiles.js';
import { resultFaults } from './results.js';
import { runFaults } from './runs.js';
import { toolFaults } from './tools.js';
import { versionFaults } from './version.js';
import { wireFaults } from './wire.js';

/** Every named fault, in the order in which they are listed. */
export const FAULTS: readonly Fault[] = [
  ...healthFaults,
  ...versionFaults,
  ...byteFaults,
  ...wireFaults,
  ...errorFaults,
  ...authenticationFaults,
  ...runFaults,
  ...resultFaults,
  ...cancelFaults,
  ...eventFaults,
  ...toolFaults,
  ...instanceFaults,
  ...profileFaults,
  ...daemonRunFaults,
  ...overlookedFaults,
];
