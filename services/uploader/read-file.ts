import type { BigIntStats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { PushError } from './errors.ts';

/** A file opened for reading, which tells whether it stayed what it was. */
export interface OpenFile {
  readonly size: number;
  /** Last change, ISO 8601 UTC. */
  readonly modified: string;
  /** Fills `bytes` from `position` on; false where the file ends before. */
  fill(bytes: Buffer, position: number): Promise<boolean>;
  /** Whether the same, unchanged file still has this name. */
  unchanged(): Promise<boolean>;
  close(): Promise<void>;
}

export async function openFile(location: string): Promise<OpenFile> {
  const handle = await explained(location, open(location));
  const before = await explained(location, statOrClose(handle));
  return {
    size: Number(before.size),
    modified: new Date(Number(before.mtimeMs)).toISOString(),
    fill: (bytes, position) => explained(location, fill(handle, bytes, position)),
    unchanged: async () => {
      const after = await lstat(location, { bigint: true }).catch(() => undefined);
      return after !== undefined && sameState(before, after);
    },
    close: () => handle.close(),
  };
}

export const sizeOf = async (location: string): Promise<number> =>
  (await explained(location, lstat(location))).size;

async function statOrClose(handle: FileHandle): Promise<BigIntStats> {
  try {
    return await handle.stat({ bigint: true });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function fill(handle: FileHandle, bytes: Buffer, position: number): Promise<boolean> {
  let filled = 0;
  while (filled < bytes.byteLength) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.byteLength - filled, position + filled);
    if (bytesRead === 0) return false;
    filled += bytesRead;
  }
  return true;
}

/** The time of the last change to the inode betrays programs that set the modification time back. */
const sameState = (a: BigIntStats, b: BigIntStats): boolean =>
  a.dev === b.dev &&
  a.ino === b.ino &&
  a.size === b.size &&
  a.mtimeNs === b.mtimeNs &&
  a.ctimeNs === b.ctimeNs;

/** What the file system throws, as an error that names the file. */
async function explained<T>(location: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new PushError('file-unreadable', `${location} cannot be read.`, { path: location }, { cause });
  }
}
