import { randomBytes } from 'node:crypto';
import { access, link, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a small file so that it is there whole or not at all, also after a loss of power. Replaces an existing one. */
export async function writeFileAtomic(file: string, text: string, mode = 0o600): Promise<void> {
  const temporary = await writeTemporary(file, text, mode);
  await rename(temporary, file);
  await syncFolder(dirname(file));
}

/** As writeFileAtomic, but an existing file stays as it is; `make` is called only where none is. */
export async function writeFileOnce(file: string, make: () => string, mode = 0o600): Promise<void> {
  if (await exists(file)) return;
  const temporary = await writeTemporary(file, make(), mode);
  try {
    await link(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    if (!(Error.isError(error) && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await unlink(temporary);
  }
}

async function writeTemporary(file: string, text: string, mode: number): Promise<string> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = await open(temporary, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
