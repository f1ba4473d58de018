import { checkKey } from '../../../ports/object-limits.ts';
import type { ObjectAttributes } from '../../../ports/objects.ts';
import { crc32, crc32Hex } from '../../../session/crc32.ts';
import { type Condition, checkCondition, commitVersion, type Store } from './store.ts';
import { keepOnlyCommitted } from './writes.ts';

/** What the source of the chunks threw: of what it gave before, nothing stays. */
class SourceFailed extends Error {
  override readonly name = 'SourceFailed';
}

/** Stores what `chunks` gives, in the memory of one chunk. */
export async function streamObject(
  store: Store,
  key: string,
  chunks: AsyncIterable<Uint8Array>,
  condition: Condition,
): Promise<ObjectAttributes> {
  checkKey(key);
  checkCondition(store.index.current(key), condition);
  const version = store.newVersion();
  const measured = measure(chunks);
  try {
    return await keepOnlyCommitted(store, version, async () => {
      await store.folder.stageStream(version, measured.chunks);
      return commitVersion(store, { key, version, ...measured.found() }, condition);
    });
  } catch (error) {
    if (!(error instanceof SourceFailed)) throw error;
    await store.folder.discard(version);
    throw error.cause;
  }
}

function measure(source: AsyncIterable<Uint8Array>): {
  chunks: AsyncIterable<Uint8Array>;
  /** Of what has passed. */
  found(): { size: number; crc32: string };
} {
  let size = 0;
  let checksum = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const iterator = source[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await iterator.next().catch((cause) => {
          throw new SourceFailed('The source of the chunks failed.', { cause });
        });
        if (next.done) return;
        size += next.value.length;
        checksum = crc32(next.value, checksum);
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { chunks: chunks(), found: () => ({ size, crc32: crc32Hex(checksum) }) };
}
