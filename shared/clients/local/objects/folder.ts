import { type FileHandle, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathOfKey } from './keys.ts';
import { writeAll } from './region.ts';

/**
 * The files of one store: `objects/` holds every version under its key's own path, `staged/` what is being written.
 *
 * A file is staged and synced first, then its version is committed in the index, and only then does the file move
 * to its place. So what lies in `objects/` is always whole and acknowledged; what a crash leaves in `staged/` is
 * either moved or swept when the store is opened again.
 */
export interface Folder {
  readonly objects: string;
  /** Where the file of a committed version lies. */
  placeOf(key: string, version: string): string;
  /** Path of a staged file. */
  staged(name: string): string;
  /** Names of all staged files. */
  stagedNames(): Promise<string[]>;
  /** Writes a new staged file, synced; `syncName` makes its name durable too. */
  stage(name: string, bytes: Uint8Array): Promise<void>;
  /** The same with what comes chunk by chunk; each is written before the next is asked for. */
  stageStream(name: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** The name of a staged file is on disk. */
  syncName(name: string): Promise<void>;
  /** Removes a staged file; one that is not there is no error. */
  discard(name: string): Promise<void>;
  /** Moves the staged file of a committed version to its place. */
  settle(key: string, version: string): Promise<void>;
  /** Opens the file of a committed version. */
  open(key: string, version: string): Promise<FileHandle>;
}

export async function openFolder(path: string): Promise<Folder> {
  const objects = join(path, 'objects');
  const staging = join(path, 'staged');
  await mkdir(objects, { recursive: true });
  await mkdir(staging, { recursive: true });
  await syncFolder(path);

  /** Staged names that are known to be on disk, so that not every part of an upload syncs the folder again. */
  const durable = new Set<string>();
  const syncStaging = sharing(() => syncFolder(staging));

  const staged = (name: string): string => join(staging, name);
  const placeOf = (key: string, version: string): string => join(objects, pathOfKey(key, version));

  return {
    objects,
    placeOf,
    staged,
    stagedNames: () => readdir(staging),
    async stage(name, bytes) {
      await using file = await open(staged(name), 'wx');
      await writeAll(file, bytes, 0);
      await file.datasync();
    },
    async stageStream(name, chunks) {
      await using file = await open(staged(name), 'wx');
      let position = 0;
      for await (const chunk of chunks) {
        await writeAll(file, chunk, position);
        position += chunk.length;
      }
      await file.datasync();
    },
    async syncName(name) {
      if (durable.has(name)) return;
      await syncStaging();
      durable.add(name);
    },
    async discard(name) {
      durable.delete(name);
      await unlink(staged(name)).catch(unlessMissing);
    },
    async settle(key, version) {
      durable.delete(version);
      const place = placeOf(key, version);
      await rename(staged(version), place).catch(async (error) => {
        unlessMissing(error);
        await mkdir(dirname(place), { recursive: true });
        await rename(staged(version), place);
      });
    },
    async open(key, version) {
      // It may be moved between two attempts, and then is where it was not.
      const place = placeOf(key, version);
      for (const path of [place, staged(version)]) {
        const file = await open(path).catch(unlessMissing);
        if (file) return file;
      }
      return open(place);
    },
  };
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path);
  await folder.sync();
}

/** A file in the way of a folder hides what would be in it, and so it is missing too. */
function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}

/** Lets everybody who calls while one run is under way share the next one, which begins after their call. */
function sharing(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    next = undefined;
    running = run().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (!running) return start();
    next ??= running.then(start, start);
    return next;
  };
}
