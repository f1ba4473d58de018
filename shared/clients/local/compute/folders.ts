import { createHash } from 'node:crypto';
import { access, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What is where in the folder of one instance. */
export const instanceLayout = (folder: string) => ({
  /** Its instance storage: the only part that is its program's own. */
  storage: join(folder, 'storage'),
  /** What its program is told: where to read and write, and by what token. */
  settings: join(folder, 'instance.json'),
  /** The process that runs it, for the platform that comes after an end without warning. */
  process: join(folder, 'process.json'),
  output: join(folder, 'output.log'),
});

/** The id follows from the token: a launch that is repeated finds what it launched before, whatever was lost. */
export const instanceIdOf = (token: string): string =>
  `i-${createHash('sha256').update(token).digest('hex').slice(0, 17)}`;

export const isInstanceId = (name: string): boolean => /^i-[0-9a-f]{17}$/.test(name);

export interface InstanceFolders {
  folderOf(id: string): string;
  make(id: string): Promise<void>;
  exists(id: string): Promise<boolean>;
  hasEnded(id: string): Promise<boolean>;
  /** From now on the instance has ended, whatever comes. */
  markEnded(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  list(): Promise<string[]>;
}

/** Instances as folders in `root`; a marker in `root`/ended outlives each. */
export async function openInstanceFolders(root: string): Promise<InstanceFolders> {
  const ended = join(root, 'ended');
  const folderOf = (id: string): string => join(root, id);
  await mkdir(ended, { recursive: true, mode: 0o700 });
  return {
    folderOf,
    make: async (id) => {
      await mkdir(instanceLayout(folderOf(id)).storage, { recursive: true, mode: 0o700 });
    },
    exists: (id) => isThere(folderOf(id)),
    hasEnded: (id) => isThere(join(ended, id)),
    markEnded: (id) => writeFile(join(ended, id), ''),
    remove: (id) => rm(folderOf(id), { recursive: true, force: true, maxRetries: 3 }),
    list: async () => (await readdir(root)).filter(isInstanceId),
  };
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
