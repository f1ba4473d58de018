import { createHash } from 'node:crypto';
import type { ObjectRights } from '../../shared/ports/objects.ts';

/** Stores chunks, and says what was stored. An earlier run that broke off may have left the same: it is written again. */
export async function putMeasured(
  results: Pick<ObjectRights['write'], 'putStream'>,
  key: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ version: string; bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  }
  const { version, size } = await results.putStream(key, hashed());
  return { version, bytes: size, sha256: hash.digest('hex') };
}
