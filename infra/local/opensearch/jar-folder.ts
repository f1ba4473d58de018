import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const LIST = 'jars.json';

/**
 * A folder of jars: `lib/*.jar` and a list of their names and sizes. The list is written last and the folder is
 * renamed into place after it, so that neither a half download nor a jar that was lost later is ever used.
 */
export async function jarsAreComplete(folder: string): Promise<boolean> {
  try {
    const list: unknown = JSON.parse(await readFile(join(folder, LIST), 'utf8'));
    if (typeof list !== 'object' || list === null) return false;
    const sizes = Object.entries(list);
    const same = sizes.map(async ([name, size]) => (await stat(join(folder, 'lib', name))).size === size);
    return sizes.length > 0 && (await Promise.all(same)).every(Boolean);
  } catch {
    return false;
  }
}

export async function listJars(folder: string): Promise<void> {
  const sizes: Record<string, number> = {};
  for (const name of await readdir(join(folder, 'lib'))) {
    sizes[name] = (await stat(join(folder, 'lib', name))).size;
  }
  await writeFile(join(folder, LIST), JSON.stringify(sizes), { flush: true });
}

/**
 * Puts a complete folder where it belongs. When another platform was faster, its folder stays and ours goes.
 */
export async function moveIntoPlace(fetched: string, folder: string): Promise<void> {
  if (!(await jarsAreComplete(folder))) {
    const damaged = `${fetched}.damaged`;
    await rename(folder, damaged).catch(ignoreMissing);
    await rm(damaged, { recursive: true, force: true });
    try {
      await rename(fetched, folder);
    } catch (error) {
      if (!(await jarsAreComplete(folder))) throw error;
    }
  }
  await rm(fetched, { recursive: true, force: true });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
