/** Settings of `check` that `cleanup` takes as well, beside the addresses of services. */
export const CLEANUP_SETTINGS = [
  'url',
  'header',
  'headers',
  'headers-file',
  'token',
  'token-file',
  'token-command',
  'timeout',
  'cacert',
  'cert',
  'key',
  'insecure',
  'suite',
  'spec-path',
  'config',
  'dry-run',
];
