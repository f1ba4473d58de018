import type { ObjectRights } from '../../shared/ports/objects.ts';
import { crc32, crc32Hex } from '../../shared/session/crc32.ts';
import { type ManifestFile, rawKey } from '../../shared/session/manifest.ts';
import { FileRefusal } from './errors.ts';
import type { SessionMetadata } from './session-metadata.ts';

/** One file of a session, as a processor receives it. */
export interface Input {
  readonly session: string;
  readonly path: string;
  readonly size: number;
  /** Its place among the inputs in the provenance, from 1 on. */
  readonly number: number;
  readonly metadata: SessionMetadata;
  /** Whether the session has no other file for this processor, so that what its metadata say is said of this one. */
  readonly alone: boolean;
  /**
   * The bytes from the beginning, each time anew. Whoever reads them to the end has read what the manifest names:
   * other bytes are refused with `file-differs`.
   */
  open(): AsyncIterable<Uint8Array>;
}

/** Files up to here are read once, however often they are opened. */
const KEPT_BYTES = 4 * 1024 * 1024;

export function openInput(
  session: string,
  file: ManifestFile,
  about: Pick<Input, 'number' | 'metadata' | 'alone'>,
  archive: Pick<ObjectRights['read'], 'get'>,
): Input {
  let kept: readonly Uint8Array[] | undefined;

  async function* read(): AsyncGenerator<Uint8Array> {
    const body = await archive.get(rawKey(session, file.path), { version: file.version });
    let checksum = 0;
    try {
      for await (const chunk of body.chunks) {
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
    } finally {
      body.cancel();
    }
    if (crc32Hex(checksum) !== file.crc32)
      throw new FileRefusal(
        'file-differs',
        `CRC-32 ${file.crc32} is in the manifest, ${crc32Hex(checksum)} was read`,
      );
  }

  async function* open(): AsyncGenerator<Uint8Array> {
    if (file.size > KEPT_BYTES) return yield* read();
    kept ??= await Array.fromAsync(read());
    yield* kept;
  }

  return { session, path: file.path, size: file.size, ...about, open };
}
