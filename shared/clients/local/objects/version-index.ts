import type { ObjectAttributes, StorageClass } from '../../../ports/objects.ts';
import type { Database } from '../sqlite.ts';
import { etagOfVersion } from './version-ids.ts';

export interface Version {
  readonly id: number;
  readonly key: string;
  readonly version: string;
  readonly size: number;
  readonly crc32: string;
  readonly modified: number;
  readonly storage_class: StorageClass;
  readonly retain_until: number | null;
  readonly restored_from: number | null;
  readonly restored_until: number | null;
}

export interface NewVersion {
  readonly key: string;
  readonly version: string;
  readonly size: number;
  readonly crc32: string;
  readonly modified: number;
  readonly storageClass?: StorageClass | undefined;
  readonly retainUntil?: number | undefined;
  /** Kept in the index itself; left out when the bytes are a file. */
  readonly body?: Uint8Array | undefined;
}

/** What a store knows of its versions. Methods that change something run inside `commit` of the database. */
export interface VersionIndex {
  current(key: string): Version | undefined;
  find(key: string, version: string): Version | undefined;
  byVersion(version: string): Version | undefined;
  body(id: number): Uint8Array | undefined;
  /** Current versions whose keys are `key` or come after it, in the order of their UTF-8 bytes. */
  from(key: string): Iterable<Version>;
  /** Adds a version and shows it under its key. */
  insert(version: NewVersion): Version;
  hide(key: string): void;
  setRestored(id: number, from: number, until: number): void;
  /** Current objects. Reads the whole index: some milliseconds for every 10,000 objects. */
  usage(): { objects: number; bytes: number };
  isEmpty(): boolean;
}

export function openVersionIndex(database: Database): VersionIndex {
  const current = database.prepare<Version>(
    'SELECT versions.* FROM current JOIN versions USING (id) WHERE current.key = ?',
  );
  const find = database.prepare<Version>('SELECT * FROM versions WHERE version = ? AND key = ?');
  const byVersion = database.prepare<Version>('SELECT * FROM versions WHERE version = ?');
  const body = database.prepare<{ bytes: Uint8Array }>('SELECT bytes FROM bodies WHERE id = ?');
  const from = database.prepare<Version>(
    'SELECT versions.* FROM current JOIN versions USING (id) WHERE current.key >= ? ORDER BY current.key',
  );
  const insert = database.prepare<Version>(
    `INSERT INTO versions (key, version, size, crc32, modified, storage_class, retain_until)
     VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *`,
  );
  const insertBody = database.prepare('INSERT INTO bodies (id, bytes) VALUES (?, ?)');
  const show = database.prepare('INSERT OR REPLACE INTO current (key, id) VALUES (?, ?)');
  const hide = database.prepare('DELETE FROM current WHERE key = ?');
  const setRestored = database.prepare(
    'UPDATE versions SET restored_from = ?, restored_until = ? WHERE id = ?',
  );
  const usage = database.prepare<{ objects: number; bytes: number }>(
    'SELECT count(*) AS objects, coalesce(sum(size), 0) AS bytes FROM current JOIN versions USING (id)',
  );
  const first = database.prepare('SELECT 1 FROM versions LIMIT 1');

  return {
    current: (key) => current.get(key),
    find: (key, version) => find.get(version, key),
    byVersion: (version) => byVersion.get(version),
    body: (id) => body.get(id)?.bytes,
    from: (key) => from.iterate(key),
    insert(added) {
      const version = insert.get(
        added.key,
        added.version,
        added.size,
        added.crc32,
        added.modified,
        added.storageClass ?? 'standard',
        added.retainUntil ?? null,
      );
      if (!version) throw new Error('INSERT … RETURNING returned no row.');
      if (added.body) insertBody.run(version.id, added.body);
      show.run(version.key, version.id);
      return version;
    },
    hide: (key) => void hide.run(key),
    setRestored: (id, from, until) => void setRestored.run(from, until, id),
    usage: () => usage.get() ?? { objects: 0, bytes: 0 },
    isEmpty: () => first.get() === undefined,
  };
}

/** What the port says of a version at the time `now`. */
export function attributesOf(version: Version, now: number): ObjectAttributes {
  const restore = restoreOf(version, now);
  return {
    key: version.key,
    version: version.version,
    etag: etagOfVersion(version.version),
    size: version.size,
    crc32: version.crc32,
    modified: version.modified,
    storageClass: version.storage_class,
    ...(restore && { restore }),
    ...(version.retain_until !== null && { retainUntil: version.retain_until }),
  };
}

function restoreOf(version: Version, now: number): ObjectAttributes['restore'] {
  const { restored_from: from, restored_until: until } = version;
  if (from === null || until === null || now >= until) return undefined;
  return now < from ? { ongoing: true } : { ongoing: false, until };
}
