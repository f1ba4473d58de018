import { ObjectError, type OpenUpload, type UploadedPart } from '../../../ports/objects.ts';
import type { Database } from '../sqlite.ts';

export interface Upload {
  readonly id: string;
  readonly key: string;
  /** That the object will have; also the name of the staged file. */
  readonly version: string;
  readonly part_size: number;
  readonly started: number;
  readonly completed: number;
}

export interface Part {
  readonly part: number;
  readonly size: number;
  readonly crc32: string;
  /** Name of its own staged file; null where the part lies in its place. */
  readonly file: string | null;
}

/** What a store knows of multipart uploads. Methods that change something run inside `commit` of the database. */
export interface UploadIndex {
  /** Open or completed; undefined when aborted or never begun. */
  find(key: string, uploadId: string): Upload | undefined;
  /** Throws NoSuchUpload instead. */
  require(key: string, uploadId: string): Upload;
  /** Throws NoSuchUpload for a completed one too. */
  requireOpen(key: string, uploadId: string): Upload;
  /** Whether a staged file belongs to an upload that is open. */
  ownsStaged(name: string): boolean;
  /** Oldest first. */
  open(prefix: string): Upload[];
  parts(uploadId: string): Part[];
  part(uploadId: string, part: number): Part | undefined;
  insert(upload: Omit<Upload, 'completed'>): void;
  /** Replaces what was recorded of the part, and returns that. */
  putPart(uploadId: string, part: Part): Part | undefined;
  complete(uploadId: string): void;
  delete(uploadId: string): void;
}

export function openUploadIndex(database: Database): UploadIndex {
  const find = database.prepare<Upload>('SELECT * FROM uploads WHERE id = ? AND key = ?');
  const owns = database.prepare(
    `SELECT 1 FROM uploads WHERE version = ?1 AND completed = 0
     UNION ALL SELECT 1 FROM parts WHERE file = ?1`,
  );
  const open = database.prepare<Upload>('SELECT * FROM uploads WHERE completed = 0 ORDER BY started, rowid');
  const parts = database.prepare<Part>(
    'SELECT part, size, crc32, file FROM parts WHERE upload = ? ORDER BY part',
  );
  const part = database.prepare<Part>(
    'SELECT part, size, crc32, file FROM parts WHERE upload = ? AND part = ?',
  );
  const insert = database.prepare(
    'INSERT INTO uploads (id, key, version, part_size, started) VALUES (?, ?, ?, ?, ?)',
  );
  const putPart = database.prepare(
    'INSERT OR REPLACE INTO parts (upload, part, size, crc32, file) VALUES (?, ?, ?, ?, ?)',
  );
  const complete = database.prepare('UPDATE uploads SET completed = 1 WHERE id = ?');
  const forgetParts = database.prepare('DELETE FROM parts WHERE upload = ?');
  const remove = database.prepare('DELETE FROM uploads WHERE id = ?');

  function require(key: string, uploadId: string): Upload {
    const upload = find.get(uploadId, key);
    if (!upload) throw noSuchUpload(key, uploadId);
    return upload;
  }

  return {
    find: (key, uploadId) => find.get(uploadId, key),
    require,
    requireOpen(key, uploadId) {
      const upload = require(key, uploadId);
      if (upload.completed) throw noSuchUpload(key, uploadId);
      return upload;
    },
    ownsStaged: (name) => owns.get(name) !== undefined,
    open: (prefix) => open.all().filter((upload) => upload.key.startsWith(prefix)),
    parts: (uploadId) => parts.all(uploadId),
    part: (uploadId, number) => part.get(uploadId, number),
    insert: ({ id, key, version, part_size, started }) =>
      void insert.run(id, key, version, part_size, started),
    putPart(uploadId, added) {
      const before = part.get(uploadId, added.part);
      putPart.run(uploadId, added.part, added.size, added.crc32, added.file);
      return before;
    },
    complete(uploadId) {
      forgetParts.run(uploadId);
      complete.run(uploadId);
    },
    delete: (uploadId) => void remove.run(uploadId),
  };
}

const noSuchUpload = (key: string, uploadId: string): ObjectError =>
  new ObjectError(
    'NoSuchUpload',
    `There is no upload ${uploadId} of ${key}: it was completed or aborted, or never begun.`,
  );

export const toOpenUpload = ({ id, key, part_size, started }: Upload): OpenUpload => ({
  key,
  uploadId: id,
  partSize: part_size,
  started,
});

/** The ETag says the content, so that a part that is sent again unchanged keeps it. */
export const toUploadedPart = ({ part, size, crc32 }: Part): UploadedPart => ({
  part,
  size,
  crc32,
  etag: `"${crc32}-${size}"`,
});
