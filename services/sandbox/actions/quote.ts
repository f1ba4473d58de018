import { isComputeError } from '../../../shared/ports/compute.ts';
import { writeOnce } from '../../../shared/service/documents.ts';
import { Refusal } from '../../../shared/service/errors.ts';
import { mapLimit } from '../../../shared/service/parallel.ts';
import { totalBytes } from '../../../shared/session/manifest.ts';
import { filesKey, type SandboxDocument } from '../document.ts';
import type { Fact, Quote } from '../life-types.ts';
import type { LifeDeps } from '../rights.ts';
import { FILES_A_PAGE, MAX_FILES, readSelection, type SelectedFile } from '../selection.ts';
import { isReadable } from './readable.ts';
import { filesOf } from './session-files.ts';

/** Hours that the deep archive takes at most, at the standard tier. */
const RESTORE_HOURS = 12;

/**
 * Lists the files, version by version, and says what the sandbox will cost and how long it will take. The list
 * follows from the selection alone, so that repeating this writes the same.
 */
export async function quote(document: SandboxDocument, deps: LifeDeps): Promise<Fact[]> {
  const { id, life } = document;
  const sessions = await readSelection(deps.objects['ledger/sandboxes'], id);
  const files = (await mapLimit(sessions, 8, (session) => filesOf(session, deps))).flat();
  if (files.length > MAX_FILES)
    throw new Refusal('selection-too-large', `The sessions have ${files.length} files.`);
  const pages = await writePages(id, files, deps);
  const bytes = totalBytes(files);
  const offer = await offerFor(bytes, deps);
  const archived = await countArchived(files, deps);
  const seconds =
    offer.startSeconds + bytes / offer.bytesPerSecond + (archived > 0 ? RESTORE_HOURS * 3600 : 0);
  const quoted: Quote = {
    files: files.length,
    bytes,
    archived,
    pages,
    instanceType: offer.type,
    dollars: Math.ceil(offer.dollarsPerHour * life.hours * 100) / 100,
    minutes: Math.ceil((seconds / 60) * 10) / 10,
  };
  return [{ type: 'quoted', at: deps.clock.now(), quote: quoted }];
}

async function writePages(id: string, files: readonly SelectedFile[], deps: LifeDeps): Promise<number> {
  const pages = Math.ceil(files.length / FILES_A_PAGE);
  for (let page = 0; page < pages; page += 1) {
    const of = files.slice(page * FILES_A_PAGE, (page + 1) * FILES_A_PAGE);
    await writeOnce(deps.objects['ledger/sandboxes'], filesKey(id, page), { files: of });
  }
  return pages;
}

async function offerFor(bytes: number, deps: LifeDeps): ReturnType<LifeDeps['compute']['offer']> {
  try {
    return await deps.compute.offer({ bytes });
  } catch (error) {
    if (isComputeError(error, 'TooLarge') && error instanceof Error)
      throw new Refusal('disk-full', error.message, {}, { cause: error });
    throw error;
  }
}

async function countArchived(files: readonly SelectedFile[], deps: LifeDeps): Promise<number> {
  const readable = await mapLimit(files, 32, (file) => isReadable(file, deps));
  return readable.filter((is) => !is).length;
}
