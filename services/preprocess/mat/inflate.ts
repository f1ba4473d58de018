import { pipeline, Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { constants, createInflate } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { MatError } from './errors.ts';

const INPUT_BYTES = 64 * 1024;
const OUTPUT_BYTES = 256 * 1024;

/**
 * What `compressed` (zlib, RFC 1950) inflates to, no faster than it is read. A cut-off input gives what it holds,
 * then its own error; damage is `mat-corrupt`, which may hide what was inflated shortly before it; bytes behind
 * the compressed stream are `mat-size-lies`. Both name `offset`.
 * When this has ended, in whatever way, nothing reads `compressed` any more.
 */
export async function* inflate(compressed: ByteSource, offset: number): AsyncGenerator<Uint8Array> {
  const { left: length } = compressed;
  let ending: unknown;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      while (compressed.left > 0) yield await compressed.some(INPUT_BYTES, 1);
    } catch (error) {
      ending = error;
    }
  }
  const input = Readable.from(pieces(), { objectMode: false });
  const inflater = createInflate({ chunkSize: OUTPUT_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
  // Errors come out of the inflater below; this only keeps both streams together.
  pipeline(input, inflater, () => {});
  try {
    yield* inflater;
  } catch (error) {
    throw isZlibError(error)
      ? new MatError('mat-corrupt', `Compressed data cannot be inflated: ${error.message}`, offset, {
          cause: error,
        })
      : error;
  } finally {
    input.destroy();
    if (!input.closed) await new Promise((resolve) => input.once('close', resolve));
  }
  if (ending) throw ending;
  if (inflater.bytesWritten < length)
    throw new MatError('mat-size-lies', `Compressed data ends before its ${length} bytes do`, offset);
}

const isZlibError = (error: unknown): error is Error =>
  isNativeError(error) && 'code' in error && String(error.code).startsWith('Z_');
