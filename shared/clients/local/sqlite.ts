import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** A prepared statement whose rows have the shape that its text promises. */
export interface Statement<R extends object> {
  get(...parameters: SQLInputValue[]): R | undefined;
  all(...parameters: SQLInputValue[]): R[];
  iterate(...parameters: SQLInputValue[]): Iterable<R>;
  /** Number of rows changed. */
  run(...parameters: SQLInputValue[]): number;
}

export interface Database {
  readonly path: string;
  prepare<R extends object = object>(sql: string): Statement<R>;
  /**
   * Runs `work` in a transaction and resolves with its result once that is on disk. All work handed in during
   * one turn of the event loop shares one transaction, and so one fsync. Each piece has a savepoint of its own:
   * one that throws takes back only what it did itself, and rejects with what it threw.
   * `work` is synchronous and may run only statements of this database.
   *
   * With `sync: false` it need not be on disk yet: killing the process takes nothing back, a loss of power may. For
   * what can be done again without harm; a later commit that syncs puts it on disk too, for the log has one order.
   */
  commit<T>(work: () => T, options?: { sync?: boolean }): Promise<T>;
  /** Commits what was handed in before, then closes. Calling it again does nothing. */
  close(): Promise<void>;
}

/**
 * Opens (or creates) a database that loses nothing committed, also when the power fails: write-ahead log, one
 * fsync a transaction.
 *
 * @param migrations SQL scripts, each run once in its order. Append only: a database remembers how many it has had.
 * @throws when the database had more migrations than are given, that is, a later release wrote it.
 */
export function openDatabase(path: string, migrations: readonly string[]): Database {
  const connection = new DatabaseSync(path, { timeout: 5_000 });
  try {
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    // On macOS alone, where a plain fsync leaves the bytes in the disk's cache.
    connection.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;');
    migrate(connection, path, migrations);
  } catch (error) {
    connection.close();
    throw error;
  }

  const group = groupCommits(connection);
  return {
    path,
    prepare: <R extends object>(sql: string) => prepare<R>(connection, sql),
    commit: group.commit,
    async close() {
      group.flush();
      if (connection.isOpen) connection.close();
    },
  };
}

function migrate(connection: DatabaseSync, path: string, migrations: readonly string[]): void {
  const done = Number(connection.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (done > migrations.length) {
    throw new Error(`${path} was written by a later release: use that one, or another home.`);
  }
  for (const [index, script] of migrations.entries()) {
    if (index < done) continue;
    connection.exec(`BEGIN IMMEDIATE; ${script}; PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}

function prepare<R extends object>(connection: DatabaseSync, sql: string): Statement<R> {
  const statement = connection.prepare(sql);
  return {
    get: (...parameters) => statement.get(...parameters) as R | undefined,
    all: (...parameters) => statement.all(...parameters) as R[],
    iterate: (...parameters) => statement.iterate(...parameters) as Iterable<R>,
    run: (...parameters) => Number(statement.run(...parameters).changes),
  };
}

interface Pending {
  readonly sync: boolean;
  /** Does the work; returns what tells its caller, to be called once the outcome is on disk. */
  attempt(): () => void;
  reject(error: unknown): void;
}

function groupCommits(connection: DatabaseSync) {
  let waiting: Pending[] = [];

  function flush(): void {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    const sync = batch.some((pending) => pending.sync);
    try {
      if (!sync) connection.exec('PRAGMA synchronous = NORMAL');
      connection.exec('BEGIN IMMEDIATE');
      const settle = batch.map((pending) => pending.attempt());
      connection.exec('COMMIT');
      for (const tell of settle) tell();
    } catch (error) {
      if (connection.isOpen && connection.isTransaction) connection.exec('ROLLBACK');
      for (const pending of batch) pending.reject(error);
    } finally {
      if (!sync && connection.isOpen) connection.exec('PRAGMA synchronous = FULL');
    }
  }

  function inSavepoint<T>(work: () => T): T {
    connection.exec('SAVEPOINT piece');
    try {
      const result = work();
      connection.exec('RELEASE piece');
      return result;
    } catch (error) {
      // A full disk may have ended the whole transaction already: then everybody fails.
      if (!connection.isTransaction) throw new LostTransaction(error);
      connection.exec('ROLLBACK TO piece; RELEASE piece');
      throw error;
    }
  }

  function commit<T>(work: () => T, { sync = true }: { sync?: boolean } = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      waiting.push({
        sync,
        reject,
        attempt() {
          try {
            const result = inSavepoint(work);
            return () => resolve(result);
          } catch (error) {
            if (error instanceof LostTransaction) throw error.cause;
            return () => reject(error);
          }
        },
      });
      // setImmediate, not a microtask: everything that this turn's I/O brings joins the same transaction.
      if (waiting.length === 1) setImmediate(flush);
    });
  }

  return { commit, flush };
}

class LostTransaction extends Error {
  constructor(cause: unknown) {
    super('The transaction was ended by SQLite.', { cause });
  }
}
