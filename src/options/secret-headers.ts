/** Whether a header of this name proves who asks; such headers stay away from probes that are sent without credentials. */
export function isCredential(name: string): boolean {
  return ['authorization', 'cookie', 'proxy-authorization'].includes(name.toLowerCase());
}

/** Whether a header of this name carries something that others should not see. */
export function isSecretHeader(name: string): boolean {
  return /auth|token|key|secret|cookie|password|session/i.test(name);
}
