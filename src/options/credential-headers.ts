/** Whether a header of this name proves who asks; such headers stay away from probes that are sent without credentials. */
export function isCredential(name: string): boolean {
  return ['authorization', 'cookie', 'proxy-authorization'].includes(name.toLowerCase());
}
