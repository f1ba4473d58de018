import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const MIB = 1024 * 1024;

/** Bytes that look like a recording's: different for every seed, the same each time. */
export function recording(size: number, seed: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  for (let index = 0; index < size; index += 1) {
    if (index % 64 === 0) state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = (state >>> 24) ^ index;
  }
  return bytes;
}

export interface Folder extends AsyncDisposable {
  readonly root: string;
  /** `root`/`name` with these files. */
  make(name: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<string>;
}

/** A folder for sessions that goes away with its test. */
export async function temporaryFolder(): Promise<Folder> {
  const root = await mkdtemp(join(tmpdir(), 'sessions-test-'));
  return {
    root,
    make: async (name, files) => {
      const folder = join(root, name);
      await mkdir(folder, { recursive: true });
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), content);
      }
      return folder;
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
