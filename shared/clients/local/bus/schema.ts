/**
 * The tables of the bus. Times are milliseconds since the epoch, UTC. Each migration runs once: append only.
 *
 * A message is visible once `visible_at` is reached. `in_flight` is 1 from a delivery until it is released; together
 * with `visible_at` in the future it tells a delivered message from a delayed one.
 * Numbers in `seq` are never used again, so that `seq` and `deliveries` together name one delivery for good.
 */
export const MIGRATIONS = [
  `
  CREATE TABLE queues (
    name               TEXT PRIMARY KEY,
    visibility_timeout INTEGER NOT NULL, -- seconds
    attempts           INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE messages (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    queue      TEXT NOT NULL REFERENCES queues (name),
    id         TEXT NOT NULL,
    sent_at    INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    deliveries INTEGER NOT NULL DEFAULT 0,
    in_flight  INTEGER NOT NULL DEFAULT 0,
    body       TEXT NOT NULL
  ) STRICT;
  CREATE INDEX messages_by_visibility ON messages (queue, visible_at);
  CREATE INDEX messages_by_deliveries ON messages (queue, deliveries);

  CREATE TABLE dead_letters (
    seq        INTEGER PRIMARY KEY,
    queue      TEXT NOT NULL REFERENCES queues (name),
    id         TEXT NOT NULL,
    sent_at    INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    deliveries INTEGER NOT NULL, -- by its queue
    reads      INTEGER NOT NULL DEFAULT 0, -- from here
    body       TEXT NOT NULL
  ) STRICT;
  CREATE INDEX dead_letters_by_visibility ON dead_letters (visible_at);
  `,
] as const;
