import type { Socket } from 'node:net';

/** The head of an answer that comes before the answer (RFC 9110 15.2). */
const INTERIM = /HTTP\/1\.[01] 1(\d)(\d)[ \r]/y;
const HEAD_END = '\r\n\r\n';

/**
 * A server may send `100 Continue` that nobody asked for, and a client has to pass over it; undici takes it for an attack and closes the
 * connection. Under the name of `102 Processing` it is passed over.
 */
export function passOverContinue(socket: Socket): Socket {
  const { read, write } = socket;
  // An answer begins behind a request; what stands in its body is left alone.
  let begins = true;
  socket.write = ((...request: Parameters<Socket['write']>) => {
    begins = true;
    return write.apply(socket, request);
  }) as Socket['write'];
  socket.read = (size) => {
    const bytes: Buffer | null = read.call(socket, size);
    if (begins && bytes !== null) begins = renamed(bytes);
    return bytes;
  };
  return socket;
}

/** Renames each 100 at the beginning of some bytes, in place. Whether nothing else begins in them. */
function renamed(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  let start = 0;
  for (;;) {
    INTERIM.lastIndex = start;
    const found = INTERIM.exec(text);
    if (found === null) return start >= text.length;
    if (found[1] === '0' && found[2] === '0') bytes[INTERIM.lastIndex - 2] = '2'.charCodeAt(0);
    const end = text.indexOf(HEAD_END, start);
    if (end < 0) return true;
    start = end + HEAD_END.length;
  }
}
