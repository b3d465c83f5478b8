/** How a service behaves where ARP leaves the choice; variations and faults change it before the service is built. Times in ms. */
export interface Settings {
  /** Path under which the service lives, where its user says nothing else; empty for none. */
  basePath: string;
  /** How long a run stays queued. */
  queuedMs: number;
  /** Time between two events of a running run. */
  stepMs: number;
  /** Whole time of a run whose goal says "slow". */
  slowMs: number;
  /** A run is over when its creation is answered. */
  synchronous: boolean;
  /** No run succeeds. */
  everyRunFails: boolean;
  /** Runs can be canceled. */
  cancelable: boolean;
  /** The service fills in fields that nothing asks for. */
  optionalFields: boolean;
  /** Framing of events when the client does not ask for one. */
  eventFraming: 'sse' | 'ndjson';
  /** How many tools the registry holds beyond the built-in ones; -1 for none at all. */
  extraTools: number;
  /** How long a new managed instance is `starting`. */
  instanceStartMs: number;
  /** Deadline for one exchange with a registered runtime. */
  externalTimeoutMs: number;
  /** A managed instance turns down whatever is submitted to it while it carries out a run or looks at another request. */
  oneRunAtATime: boolean;
  /** Names of the profiles that a fresh daemon has. */
  profiles: string[];
  /** How many finished runs a fresh daemon has. */
  pastRuns: number;
  /** Runs on a page when the client asks for no size. */
  pageSize: number;
  /** Runs are listed in the order in which they came, instead of the newest first. */
  oldestFirst: boolean;
}

/** The settings of the plain reference service. */
export function defaultSettings(): Settings {
  return {
    basePath: '',
    queuedMs: 8,
    stepMs: 7,
    slowMs: 5000,
    synchronous: false,
    everyRunFails: false,
    cancelable: true,
    optionalFields: true,
    eventFraming: 'sse',
    extraTools: 0,
    instanceStartMs: 20,
    externalTimeoutMs: 1000,
    oneRunAtATime: false,
    profiles: ['default'],
    pastRuns: 0,
    pageSize: 100,
    oldestFirst: false,
  };
}
