import { readdir } from 'node:fs/promises';
import type { Folder } from './folder.ts';
import { keyOfPath } from './keys.ts';
import type { UploadIndex } from './upload-index.ts';
import type { VersionIndex } from './version-index.ts';

/**
 * Finishes what a crash interrupted: staged files of committed versions move to their places, those of open uploads
 * stay, all others were never acknowledged and go. `objects/` is not touched.
 *
 * @throws when the index is empty but there are objects: then it was lost, and sweeping by it would lose more.
 */
export async function recover(folder: Folder, index: VersionIndex, uploads: UploadIndex): Promise<void> {
  if (index.isEmpty() && (await hasObjects(folder.objects))) {
    throw new Error(
      `The index of ${folder.objects} is empty, but there are objects. Bring index.sqlite back from a backup, ` +
        'or make a new index from the files with rebuildIndex.',
    );
  }
  for (const name of await folder.stagedNames()) {
    const committed = index.byVersion(name);
    if (committed) await folder.settle(committed.key, name).catch(() => undefined);
    else if (!uploads.ownsStaged(name)) await folder.discard(name);
  }
}

/** Whether anything is there that a store has put there; what a file manager left is not. */
async function hasObjects(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.some((entry) => entry.isDirectory() || keyOfPath(entry.name) !== undefined);
}
