import { messageOf } from '../errors.js';

/** Takes what comes out of an {@link Unpacker}. */
export interface Unpacked {
  bytes(bytes: Uint8Array): void;
  end(): void;
  /** The bytes are not packed as the header says. */
  bad(detail: string): void;
  /** What comes in is to wait, until `resume`. */
  pause(): void;
  resume(): void;
}

/** Undoes `Content-Encoding` while the bytes come in. */
export interface Unpacker {
  write(bytes: Uint8Array): void;
  end(): void;
  close(): void;
}

/** @param encodings value of the header; empty when there is none */
export function unpackerFor(encodings: string, unpacked: Unpacked): Unpacker {
  const codings = encodings
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .reverse();
  if (codings.length === 0) return { write: (bytes) => unpacked.bytes(bytes), end: () => unpacked.end(), close: () => undefined };
  return new Unzipper(codings, unpacked);
}

type Zip = import('node:stream').Transform;

/** Unpacks one coding after the other. What comes before zlib is loaded, and faster than it works, waits. */
class Unzipper implements Unpacker {
  readonly #unpacked: Unpacked;
  readonly #waiting: Uint8Array[] = [];
  #chain: readonly Zip[] = [];
  #ended = false;
  #closed = false;

  constructor(codings: readonly string[], unpacked: Unpacked) {
    this.#unpacked = unpacked;
    unpacked.pause();
    void this.#open(codings).catch((error) => this.#fail(error));
  }

  write(bytes: Uint8Array): void {
    const [first] = this.#chain;
    if (first === undefined) this.#waiting.push(bytes);
    else if (!first.write(bytes)) {
      this.#unpacked.pause();
      first.once('drain', () => this.#unpacked.resume());
    }
  }

  end(): void {
    this.#ended = true;
    this.#chain[0]?.end();
  }

  close(): void {
    this.#closed = true;
    for (const zip of this.#chain) zip.destroy();
  }

  async #open(codings: readonly string[]): Promise<void> {
    if (codings.length > 5) throw new Error(`${codings.length} content codings`);
    const { createBrotliDecompress, createGunzip, createInflate } = await import('node:zlib');
    const makers: Readonly<Record<string, () => Zip>> = {
      gzip: createGunzip,
      'x-gzip': createGunzip,
      deflate: createInflate,
      br: createBrotliDecompress,
    };
    if (this.#closed) return;
    this.#chain = codings.map((coding) => {
      const make = makers[coding];
      if (make === undefined) throw new Error(`the content coding "${coding}" is unknown`);
      return make().on('error', (error) => this.#fail(error));
    });
    for (const [index, zip] of this.#chain.entries()) {
      const next = this.#chain[index + 1];
      if (next !== undefined) zip.pipe(next);
      else zip.on('data', (bytes: Uint8Array) => this.#unpacked.bytes(bytes)).on('end', () => this.#unpacked.end());
    }
    for (const bytes of this.#waiting.splice(0)) this.write(bytes);
    if (this.#ended) this.#chain[0]?.end();
    this.#unpacked.resume();
  }

  #fail(error: unknown): void {
    if (!this.#closed) this.#unpacked.bad(messageOf(error));
  }
}
