import type { FailureCode, HeaderList, TransportFailure } from '../model.js';

const BY_CODE: Readonly<Record<string, FailureCode>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EPROTO: 'tls',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ETIMEDOUT: 'connect_timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'closed',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'header_overflow',
  HPE_HEADER_OVERFLOW: 'header_overflow',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'cut_off',
};

/**
 * What undici, the socket or TLS threw, as one of our stable codes.
 * @param headers those of the answer, where a status line and headers had arrived
 */
export function failureOf(error: unknown, headers: HeaderList | undefined): TransportFailure {
  const { code, message, name } = flat(error);
  const detail = code === undefined || message.includes(code) ? message : `${message} (${code})`;
  const known = name === 'HTTPParserError' && code !== 'HPE_HEADER_OVERFLOW' ? 'not_http' : BY_CODE[code ?? ''];
  if (known === 'header_overflow' || known === 'not_http') return { code: known, detail };
  if (known === 'cut_off' && headers === undefined) return { code: 'not_http', detail };
  const lengths = (headers ?? []).filter(([name]) => name.toLowerCase() === 'content-length').map(([, value]) => value);
  if (known === 'cut_off' && !isLength(lengths)) return { code: 'not_http', detail: `Content-Length: ${lengths.join(', ')}` };
  if (headers !== undefined) return { code: 'cut_off', detail };
  // Node gives a handshake that broke off the code of any connection.
  if (/before secure TLS connection/.test(message)) return { code: 'tls', detail };
  if (known !== undefined) return { code: known, detail };
  return { code: isTls(code) ? 'tls' : 'closed', detail };
}

/** Whether the length of a body is told once, and as a number that there can be. */
function isLength(values: readonly string[]): boolean {
  return values.length === 1 && values.every((value) => /^\d{1,15}$/.test(value));
}

/** With several addresses (IPv6 and IPv4) Node throws one error for all of them; the first tells enough. */
function flat(error: unknown): { code: string | undefined; message: string; name: string } {
  const first = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  const { code, message, name } = first as { code?: unknown; message?: unknown; name?: unknown };
  return { code: typeof code === 'string' ? code : undefined, message: String(message ?? first), name: String(name ?? '') };
}

function isTls(code: string | undefined): boolean {
  return (
    code !== undefined &&
    /^ERR_(TLS|SSL|OSSL)|CERT|_SIGNED|VERIFY|ISSUER|UNABLE_TO_|^INVALID_(PURPOSE|CA)|^PATH_LENGTH|HOSTNAME_MISMATCH|CRL/.test(code)
  );
}
