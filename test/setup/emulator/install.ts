import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const requirements = fileURLToPath(new URL('./requirements.txt', import.meta.url));
const cache = fileURLToPath(new URL('../../../.cache/emulator', import.meta.url));

/**
 * The Python that has the emulator, installed into the checkout's cache at the first call: some seconds. Two who
 * install at once do not disturb each other: the whole environment is put into its place by one rename.
 */
export async function emulatorPython(): Promise<string> {
  const wanted = (await readFile(requirements, 'utf8')).trim().replaceAll(/[^A-Za-z0-9.]+/g, '-');
  const place = join(cache, wanted);
  const python = join(place, 'bin', 'python');
  if (await exists(python)) return python;
  await mkdir(cache, { recursive: true });
  // Scripts of a virtual environment name its folder; only its python is called, which finds its own place.
  const making = join(cache, `making-${process.pid}`);
  try {
    await run('python3', ['-m', 'venv', making]);
    await run(join(making, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '-r', requirements]);
    await rename(making, place).catch(async (error) => {
      if (!(await exists(python))) throw error;
    });
  } catch (cause) {
    throw new Error(
      'The AWS emulator cannot be installed: it needs python3 (3.10 or later) with venv and pip, and PyPI.',
      { cause },
    );
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return python;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
