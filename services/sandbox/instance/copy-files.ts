import { mkdir, rm, statfs } from 'node:fs/promises';
import { mapLimit } from '../../../shared/service/parallel.ts';
import type { Item } from './addresses.ts';
import { type Copying, copyFile, isSound } from './copy-file.ts';
import { SandboxFailure } from './failure.ts';
import { checkedBy } from './hashes.ts';
import type { Journal } from './journal.ts';
import { placeOf } from './layout.ts';
import type { Reporter } from './reporter.ts';

/** Files under way at the same time. */
const FILES_AT_ONCE = 6;
/** How many files a failure names. */
const NAMED = 20;

export interface Filling extends Copying {
  readonly journal: Journal;
  readonly reporter: Pick<Reporter, 'advance'>;
}

/**
 * Brings every file of the recipe to its place and verifies it. What was verified before is not copied again. A file
 * with other bytes than its manifest says is read once more; then the sandbox fails with the names of such files.
 */
export async function copyFiles(items: readonly Item[], filling: Filling): Promise<void> {
  const { layout, reporter, journal } = filling;
  await rm(layout.partial, { recursive: true, force: true });
  await mkdir(layout.partial, { recursive: true });
  const missing = await findMissing(items, filling);
  await checkRoom(missing, filling);
  const copied = await mapLimit(missing, FILES_AT_ONCE, async (item) => {
    if (!((await copyFile(item, filling)) || (await copyFile(item, filling)))) return item.path;
    await journal.note(item.path, placeOf(layout, item.path), checkedBy(item));
    reporter.advance({ files: 1, ...(item.sha256 === undefined && { withoutSha256: 1 }) });
    return undefined;
  });
  const wrong = copied.filter((path) => path !== undefined);
  if (wrong.length > 0) throw new SandboxFailure('copy-differs', nameSome(wrong));
}

/** Files that are not there, verified, as the journal says and as far as it can be believed. */
async function findMissing(items: readonly Item[], filling: Filling): Promise<Item[]> {
  const { layout, journal, reporter } = filling;
  const states = await mapLimit(items, FILES_AT_ONCE, async (item) => {
    const place = placeOf(layout, item.path);
    const noted = await journal.find(item.path, place);
    const isThere = noted !== undefined && noted.size === item.size && noted.checked === checkedBy(item);
    if (!isThere || !(noted.sameBoot || (await isSound(item, filling)))) return item;
    reporter.advance({
      files: 1,
      bytes: item.size,
      ...(item.sha256 === undefined && { withoutSha256: 1 }),
    });
    return undefined;
  });
  return states.filter((item) => item !== undefined);
}

async function checkRoom(missing: readonly Item[], { layout }: Filling): Promise<void> {
  const needed = missing.reduce((sum, { size }) => sum + size, 0);
  const { bavail, bsize } = await statfs(layout.storage);
  if (needed <= bavail * bsize) return;
  throw new SandboxFailure('disk-full', `${needed} bytes are to be copied, and ${bavail * bsize} are free.`);
}

function nameSome(paths: readonly string[]): string {
  const more = paths.length > NAMED ? ` (and ${paths.length - NAMED} more)` : '';
  return `${paths.slice(0, NAMED).join(', ').slice(0, 1800)}${more}`;
}
