import type { Clock } from '../../../ports/clock.ts';
import { type ObjectAttributes, ObjectError } from '../../../ports/objects.ts';
import type { Database } from '../sqlite.ts';
import type { Folder } from './folder.ts';
import { etagOfVersion } from './version-ids.ts';
import { attributesOf, type NewVersion, type Version, type VersionIndex } from './version-index.ts';

/** What the parts of one store share. */
export interface Store {
  readonly clock: Clock;
  readonly database: Database;
  readonly index: VersionIndex;
  readonly folder: Folder;
  readonly newVersion: () => string;
  /** Bodies up to that many bytes are kept in the index instead of a file; -1 for none. */
  readonly inlineBytes: number;
}

export interface Condition {
  readonly ifNoneMatch?: '*' | undefined;
  readonly ifMatch?: string | undefined;
}

export const WRITTEN_ONCE: Condition = { ifNoneMatch: '*' };

/** Throws PreconditionFailed unless the current version is as the writer expects it. */
export function checkCondition(current: Version | undefined, { ifNoneMatch, ifMatch }: Condition): void {
  if (ifNoneMatch !== undefined && current) {
    throw new ObjectError('PreconditionFailed', `${current.key} is there already, and is written only once.`);
  }
  if (ifMatch !== undefined && (!current || etagOfVersion(current.version) !== ifMatch)) {
    throw new ObjectError(
      'PreconditionFailed',
      'Somebody else has changed it since it was read; read it again.',
    );
  }
}

/**
 * Commits a version whose bytes are staged and synced (or in `body`): from then on it is acknowledged and visible.
 * `alongside` runs in the same transaction.
 */
export async function commitVersion(
  { database, index, folder, clock }: Store,
  added: Omit<NewVersion, 'modified'>,
  condition: Condition,
  alongside?: () => void,
): Promise<ObjectAttributes> {
  if (!added.body) await folder.syncName(added.version);
  const version = await database.commit(() => {
    checkCondition(index.current(added.key), condition);
    alongside?.();
    return index.insert({ ...added, modified: clock.now() });
  });
  // Committed: it is read from where it was staged if it can't be moved now, and moved at the next opening.
  if (!added.body) await folder.settle(added.key, added.version).catch(() => undefined);
  return attributesOf(version, clock.now());
}
