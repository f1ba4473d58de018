import { MatError } from './errors.ts';

/** Bytes to be read once, from front to back, without ever holding more than a chunk or a block of them. */
export interface ByteSource {
  /** Of the next byte in the file; in a compressed element, where that element begins. */
  readonly offset: number;
  /** How many bytes are left, as declared; Infinity where only the end will tell. */
  readonly left: number;
  /** Exactly `length` bytes; for headers and names. */
  take(length: number): Promise<Uint8Array>;
  /** At least one and at most `most` bytes, a multiple of `unit`, which divides `most`. */
  some(most: number, unit: number): Promise<Uint8Array>;
  skip(length: number): Promise<void>;
}

/** A source whose end is where the chunks end. */
export interface ChunkSource extends ByteSource {
  /** The next `most` bytes, or fewer at the end, without consuming them. */
  peek(most: number): Promise<Uint8Array>;
  atEnd(): Promise<boolean>;
  /** Releases the chunks' producer. */
  close(): Promise<void>;
}

/** A stretch within one chunk is handed out as it is from this size on; smaller ones are gathered. */
const WORTH_A_VIEW = 4096;
/** A multiple of every unit. */
const GATHERED_BYTES = 64 * 1024;

/**
 * `ended` makes the error for bytes that are not there any more; `offset` is reported instead of the position
 * for chunks that are not the file's own. An error of the producer is thrown again at every further read.
 */
export function openChunks(
  chunks: AsyncIterable<Uint8Array>,
  ended: (offset: number) => MatError,
  offset?: number,
): ChunkSource {
  const iterator = chunks[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  let at = 0;
  let position = 0;
  let finished = false;
  let failure: { readonly error: unknown } | undefined;

  /** Whether there is another byte; then it is in the chunk. */
  async function arrive(): Promise<boolean> {
    if (failure) throw failure.error;
    while (at === chunk.length && !finished) {
      try {
        const next = await iterator.next();
        if (next.done) finished = true;
        // A plain Uint8Array, because `slice` of a Buffer copies nothing.
        else chunk = new Uint8Array(next.value.buffer, next.value.byteOffset, next.value.byteLength);
      } catch (error) {
        failure = { error };
        throw error;
      }
      if (!finished) at = 0;
    }
    return at < chunk.length;
  }

  /** Up to `length` bytes of the chunk, consumed. */
  function cut(length: number): Uint8Array {
    const bytes = chunk.subarray(at, at + length);
    at += bytes.length;
    position += bytes.length;
    return bytes;
  }

  /** `length` bytes, or what was left, copied together. */
  async function gather(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length && (await arrive())) {
      const piece = cut(length - filled);
      bytes.set(piece, filled);
      filled += piece.length;
    }
    return bytes.subarray(0, filled);
  }

  const end = () => ended(offset ?? position);

  return {
    left: Number.POSITIVE_INFINITY,
    get offset() {
      return offset ?? position;
    },
    async take(length) {
      if (chunk.length - at >= length) return cut(length);
      const bytes = await gather(length);
      if (bytes.length < length) throw end();
      return bytes;
    },
    async some(most, unit) {
      if (!(await arrive())) throw end();
      const here = Math.min(most, chunk.length - at);
      const whole = here - (here % unit);
      if (whole === most || whole >= WORTH_A_VIEW) return cut(whole);
      const bytes = await gather(Math.min(most, GATHERED_BYTES));
      if (bytes.length < unit) throw end();
      return bytes.subarray(0, bytes.length - (bytes.length % unit));
    },
    async skip(length) {
      for (let left = length; left > 0; left -= cut(left).length) if (!(await arrive())) throw end();
    },
    async peek(most) {
      if ((await arrive()) && chunk.length - at >= most) return chunk.subarray(at, at + most);
      const bytes = await gather(most);
      const rest = chunk.subarray(at);
      chunk = new Uint8Array(bytes.length + rest.length);
      chunk.set(bytes);
      chunk.set(rest, bytes.length);
      at = 0;
      position -= bytes.length;
      return bytes;
    },
    atEnd: async () => !(await arrive()),
    async close() {
      if (!finished) await iterator.return?.();
    },
  };
}

/** The next `length` bytes of `parent` as a source of their own, which cannot be read beyond. */
export function within(parent: ByteSource, length: number): ByteSource {
  if (length > parent.left) throw overrun(parent, length);
  let left = length;
  return {
    get offset() {
      return parent.offset;
    },
    get left() {
      return left;
    },
    async take(count) {
      if (count > left) throw overrun(this, count);
      const bytes = await parent.take(count);
      left -= count;
      return bytes;
    },
    async some(most, unit) {
      if (left === 0) throw overrun(this, unit);
      const bytes = await parent.some(Math.min(most, left), unit);
      left -= bytes.length;
      return bytes;
    },
    async skip(count) {
      if (count > left) throw overrun(this, count);
      await parent.skip(count);
      left -= count;
    },
  };
}

const overrun = ({ left, offset }: ByteSource, length: number): MatError =>
  new MatError('mat-size-lies', `${length} bytes are declared where ${left} are left`, offset);
