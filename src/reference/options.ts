/** The three services of ARP v1. */
export type ReferenceService = 'runtime' | 'tool-registry' | 'daemon';

/** What `onRequest` is told of each request, before it is answered. */
export interface RequestLine {
  readonly method: string;
  /** Path and query as they came in. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** How to start one embedded reference service. */
export interface ReferenceOptions {
  readonly service: ReferenceService;
  /** Address to bind; 127.0.0.1 when absent. */
  readonly host?: string;
  /** TCP port; 0 or absent picks a free one. */
  readonly port?: number;
  /** The bearer token that is accepted; without it authentication is disabled. */
  readonly token?: string;
  /** A second token that is known but may do nothing: 403 on every protected operation. Needs `token`. */
  readonly lowPrivilegeToken?: string;
  /** Whoever brings no credentials is let in; who brings some, has to bring the right ones. Needs `token`. */
  readonly optional?: boolean;
  /** Path under which `/v1` lives; none when absent. */
  readonly basePath?: string;
  /** Ids out of `listFaults()`: each breaks one requirement. */
  readonly faults?: readonly string[];
  /** Ids out of `listVariations()`: other ways to conform. */
  readonly variations?: readonly string[];
  /** Serves https with this PEM key and certificate. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
  /** Told of every request. */
  readonly onRequest?: (line: RequestLine) => void;
}

/** A reference service that listens. */
export interface RunningReference {
  readonly service: ReferenceService;
  /** Base URL with the base path, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Whether it still answers at its own address. */
  answers(): Promise<boolean>;
  /** Ends every connection and timer; resolves when the port is free again. */
  close(): Promise<void>;
}
