import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface FolderLock {
  release(): void;
}

/**
 * Makes this process the only one that may use `folder` (created where missing) until `release()` or its end,
 * however it ends.
 *
 * Node has no file locks of its own; SQLite's are the kernel's, so none is left behind by a process that was
 * killed. The lock is an open write transaction: it keeps others from writing, not from reading who holds it.
 *
 * @throws when another process (or this one) holds the lock.
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const connection = new DatabaseSync(join(folder, 'lock.sqlite'));
  try {
    connection.exec('CREATE TABLE IF NOT EXISTS owner (pid INTEGER NOT NULL) STRICT');
    connection.exec('BEGIN IMMEDIATE; DELETE FROM owner');
    connection.prepare('INSERT INTO owner (pid) VALUES (?)').run(process.pid);
    connection.exec('COMMIT; BEGIN IMMEDIATE');
  } catch (error) {
    const held = isBusy(error) ? heldByAnother(folder, connection) : error;
    connection.close();
    throw held;
  }
  return {
    release: () => {
      if (connection.isOpen) connection.close();
    },
  };
}

const SQLITE_BUSY = 5;

const isBusy = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === SQLITE_BUSY;

function heldByAnother(folder: string, connection: DatabaseSync): Error {
  const pid = connection.prepare('SELECT pid FROM owner').get()?.pid ?? 'unknown';
  return new Error(
    `${folder} is in use by another process (pid ${pid}). Stop that one, or choose another home.`,
  );
}
