/** The index of one store. Append only: what stands here has run on people's disks. */
export const MIGRATIONS: readonly string[] = [
  `
  -- Every version that was ever written; nothing is deleted here.
  CREATE TABLE versions (
    id             INTEGER PRIMARY KEY,
    key            TEXT    NOT NULL,
    version        TEXT    NOT NULL UNIQUE,
    size           INTEGER NOT NULL,
    crc32          TEXT    NOT NULL,
    modified       INTEGER NOT NULL,
    storage_class  TEXT    NOT NULL,
    retain_until   INTEGER,
    -- When the restored copy of an archived version becomes readable, and until when it is.
    restored_from  INTEGER,
    restored_until INTEGER
  ) STRICT;

  -- Bytes of small versions that have no file of their own.
  CREATE TABLE bodies (
    id    INTEGER PRIMARY KEY REFERENCES versions (id),
    bytes BLOB NOT NULL
  ) STRICT;

  -- The version that a key shows; a key behind a delete marker has none. Ordered by the keys' UTF-8 bytes.
  CREATE TABLE current (
    key TEXT PRIMARY KEY,
    id  INTEGER NOT NULL REFERENCES versions (id)
  ) STRICT, WITHOUT ROWID;

  -- Multipart uploads. Their bytes lie in one staged file, named by the version that the object will have.
  CREATE TABLE uploads (
    id        TEXT PRIMARY KEY,
    key       TEXT    NOT NULL,
    version   TEXT    NOT NULL UNIQUE,
    part_size INTEGER NOT NULL,
    started   INTEGER NOT NULL,
    completed INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX open_uploads ON uploads (started) WHERE completed = 0;

  CREATE TABLE parts (
    upload TEXT    NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    part   INTEGER NOT NULL,
    size   INTEGER NOT NULL,
    crc32  TEXT    NOT NULL,
    -- A part sent while its place was taken lies in a staged file of its own until the upload is completed.
    file   TEXT,
    PRIMARY KEY (upload, part)
  ) STRICT, WITHOUT ROWID;
  `,
];
