import type { Sha256Worker } from '../../shared/hash/sha256-worker.ts';
import type { ObjectRights } from '../../shared/ports/objects.ts';
import { crc32, crc32Hex } from '../../shared/session/crc32.ts';
import { type ManifestFile, rawKey } from '../../shared/session/manifest.ts';

/** Both hashes of the bytes that the archive gives for this very version. */
export async function readBack(
  session: string,
  file: ManifestFile,
  worker: Sha256Worker,
  archive: Pick<ObjectRights['read'], 'get'>,
): Promise<{ crc32: string; sha256: string }> {
  const body = await archive.get(rawKey(session, file.path), { version: file.version });
  let checksum = 0;
  for await (const chunk of body.chunks) {
    checksum = crc32(chunk, checksum);
    await worker.update(chunk);
  }
  return { crc32: crc32Hex(checksum), sha256: await worker.digest() };
}
