import { createReadStream } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { StoreName } from '../../../ports/objects.ts';
import { crc32, crc32Hex } from '../../../session/crc32.ts';
import { lockFolder } from '../lock.ts';
import { openDatabase } from '../sqlite.ts';
import { keyOfPath } from './keys.ts';
import { MIGRATIONS } from './schema.ts';
import { timeOfVersion } from './version-ids.ts';
import { openVersionIndex } from './version-index.ts';

/**
 * Adds to a store's index every file of `objects/` that it does not know, for when the index was lost. Versions,
 * keys, sizes and checksums follow from the files. Not known are delete markers (what was removed shows again),
 * storage classes and retention (standard, none), and what had no file: the ledger's small documents.
 *
 * @returns how many versions were added, and the paths of files whose names are not the store's.
 */
export async function rebuildIndex(
  home: string,
  name: StoreName,
): Promise<{ added: number; unknown: readonly string[] }> {
  const lock = lockFolder(join(home, 'stores'));
  const folder = join(home, 'stores', name);
  const objects = join(folder, 'objects');
  try {
    const database = openDatabase(join(folder, 'index.sqlite'), MIGRATIONS);
    const index = openVersionIndex(database);
    const { known, unknown } = await findVersions(objects);
    const missing = known.filter(({ version }) => !index.byVersion(version));
    for (const { path, key, version } of missing) {
      const content = await summarise(join(objects, path));
      await database.commit(() =>
        index.insert({ key, version, ...content, modified: timeOfVersion(version) }),
      );
    }
    await database.close();
    if (missing.length > 0) await setStagedAside(folder);
    return { added: missing.length, unknown };
  } finally {
    lock.release();
  }
}

/** What is staged may have been committed in the index that was lost: a person can look at it. */
async function setStagedAside(folder: string): Promise<void> {
  await rename(join(folder, 'staged'), join(folder, `staged-before-${Date.now()}`));
}

/** All files under `objects`, oldest version first, so that the newest is the one that its key shows. */
async function findVersions(objects: string) {
  const known: { path: string; key: string; version: string }[] = [];
  const unknown: string[] = [];
  for (const entry of await readdir(objects, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = relative(objects, join(entry.parentPath, entry.name));
    const name = keyOfPath(path.split(sep).join('/'));
    if (name) known.push({ path, ...name });
    else unknown.push(path);
  }
  known.sort((a, b) => (a.version < b.version ? -1 : 1));
  return { known, unknown };
}

async function summarise(path: string): Promise<{ size: number; crc32: string }> {
  let size = 0;
  let crc = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 ** 2 })) {
    size += chunk.length;
    crc = crc32(chunk, crc);
  }
  return { size, crc32: crc32Hex(crc) };
}
