import { type Caller, maySee } from '../../shared/service/auth.ts';
import { readJson } from '../../shared/service/documents.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import { readRecord } from '../../shared/service/records.ts';
import { compareUtf8, type ManifestFile, ManifestSchema } from '../../shared/session/manifest.ts';
import { ledgerManifestKey } from '../../shared/session/record.ts';
import type { Stop } from './objects-walk.ts';
import type { Deps } from './rights.ts';

/** A file that a page may show. */
export interface Entry {
  readonly stop: Stop;
  /** Its place in the manifest. */
  readonly number: number;
  readonly file: ManifestFile;
}

export interface Wanted {
  readonly suffix: string | undefined;
  /** Entries after which no further session is read. */
  readonly enough: number;
  readonly caller: Caller;
}

/** Manifests that are read at the same time: some have 100,000 files. */
const AT_ONCE = 4;

/**
 * What there is to show of the sessions, in their order: more than `enough`, or else all of it. `unseen` are sessions
 * that are not there, or not for this caller.
 */
export async function readEntries(
  stops: readonly Stop[],
  wanted: Wanted,
  deps: Deps,
): Promise<{ entries: Entry[]; unseen: string[] }> {
  const unseen: string[] = [];
  let entries: Entry[] = [];
  let left = stops;
  // The first one alone: in the middle of a large session it fills the page.
  for (let next = 1; left.length > 0 && entries.length <= wanted.enough; next = AT_ONCE) {
    const found = await mapLimit(left.slice(0, next), AT_ONCE, async (stop) => {
      const own = await entriesOf(stop, wanted, deps);
      if (!own) unseen.push(stop.session);
      return own ?? [];
    });
    entries = entries.concat(...found);
    left = left.slice(next);
  }
  return { entries, unseen };
}

async function entriesOf(
  stop: Stop,
  { suffix, enough, caller }: Wanted,
  deps: Deps,
): Promise<Entry[] | undefined> {
  const { session, from } = stop;
  const sessions = deps.objects['ledger/sessions'];
  const record = await readRecord(sessions, session);
  if (!record || !maySee(caller, record.source)) return undefined;
  const files = (await readJson(sessions, ledgerManifestKey(session), ManifestSchema))?.value.files ?? [];
  // They are committed in this order; pages rely on it, and it costs little to make sure.
  return files
    .toSorted((a, b) => compareUtf8(a.path, b.path))
    .map((file, number) => ({ stop, number, file }))
    .filter(({ number, file }) => number >= from && (suffix === undefined || file.path.endsWith(suffix)))
    .slice(0, enough + 1);
}
