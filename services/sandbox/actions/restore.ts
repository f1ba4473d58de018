import { mapLimit } from '../../../shared/service/parallel.ts';
import type { SandboxDocument } from '../document.ts';
import type { Fact } from '../life-types.ts';
import type { LifeDeps } from '../rights.ts';
import { readFilesPage } from '../selection.ts';
import { isReadable } from './readable.ts';

/** Days for which a restored copy stays readable: longer than a sandbox may take to become ready. */
const RESTORED_DAYS = 5;

/** Asks for every file that lies in the deep archive, and counts those that cannot be read yet. */
export async function restore(document: SandboxDocument, deps: LifeDeps): Promise<Fact[]> {
  const { id, life } = document;
  const { pages = 0, archived = 0 } = life.quote ?? {};
  let waiting = 0;
  for (let page = 0; archived > 0 && page < pages; page += 1) {
    const files = await readFilesPage(deps.objects['ledger/sandboxes'], id, page);
    const states = await mapLimit(files, 32, async (file) => {
      if (await isReadable(file, deps)) return true;
      const { key, version } = file;
      await deps.objects.archive.restore(key, { version, days: RESTORED_DAYS, tier: 'standard' });
      return await isReadable(file, deps);
    });
    waiting += states.filter((readable) => !readable).length;
  }
  return [{ type: 'readable', at: deps.clock.now(), waiting }];
}
