import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Database, openDatabase } from '../../../../shared/clients/local/sqlite.ts';

const MIGRATIONS = ['CREATE TABLE things (name TEXT PRIMARY KEY) STRICT'];

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-'));
  path = join(folder, 'a.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const add = (database: Database) => {
  const insert = database.prepare('INSERT INTO things (name) VALUES (?)');
  return (name: string) => insert.run(name);
};
const names = (database: Database): string[] =>
  database
    .prepare<{ name: string }>('SELECT name FROM things ORDER BY name')
    .all()
    .map(({ name }) => name);

describe('a database', () => {
  test('has what was committed when it is opened again', async () => {
    const first = openDatabase(path, MIGRATIONS);
    await first.commit(() => add(first)('a'));
    await first.close();
    const second = openDatabase(path, MIGRATIONS);
    expect(names(second)).toEqual(['a']);
    await second.close();
  });

  test('runs each migration once, and later ones when they are there', async () => {
    await openDatabase(path, MIGRATIONS).close();
    const later = openDatabase(path, [...MIGRATIONS, `INSERT INTO things VALUES ('from the second')`]);
    await later.close();
    const again = openDatabase(path, [...MIGRATIONS, `INSERT INTO things VALUES ('from the second')`]);
    expect(names(again)).toEqual(['from the second']);
    await again.close();
  });

  test('takes back a migration that fails, so that it can be repaired and run again', async () => {
    const broken = [...MIGRATIONS, `INSERT INTO things VALUES ('half'); INSERT INTO nowhere VALUES (1)`];
    expect(() => openDatabase(path, broken)).toThrow('nowhere');
    const database = openDatabase(path, MIGRATIONS);
    expect(names(database)).toEqual([]);
    await database.close();
  });

  test('that a later release wrote is refused', async () => {
    await openDatabase(path, [...MIGRATIONS, 'CREATE TABLE more (x)']).close();
    expect(() => openDatabase(path, MIGRATIONS)).toThrow('later release');
  });

  test('commits at closing what was handed in before, and takes nothing afterwards', async () => {
    const database = openDatabase(path, MIGRATIONS);
    const insert = add(database);
    const committed = database.commit(() => insert('a'));
    await database.close();
    await database.close();
    expect(await committed).toBe(1);
    await expect(database.commit(() => 1)).rejects.toThrow('not open');
  });
});

describe('commit', () => {
  let database: Database;
  beforeEach(() => {
    database = openDatabase(path, MIGRATIONS);
  });
  afterEach(() => database.close());

  test('gives what the work returned', async () => {
    expect(await database.commit(() => 'result')).toBe('result');
  });

  test('lets a piece of work see what the pieces before it did', async () => {
    const insert = add(database);
    const first = database.commit(() => insert('a'));
    const second = database.commit(() => names(database));
    expect(await second).toEqual(['a']);
    await first;
  });

  test('shows others nothing of a group before all of it is done', async () => {
    const insert = add(database);
    const other = openDatabase(path, MIGRATIONS);
    await Promise.all([
      database.commit(() => insert('a')),
      database.commit(() => expect(names(other)).toEqual([])),
    ]);
    expect(names(other)).toEqual(['a']);
    await other.close();
  });

  test('keeps exactly the pieces that did not throw, however they are grouped', async () => {
    const insert = add(database);
    const pieces = fc.array(fc.record({ fails: fc.boolean(), waits: fc.boolean() }), { maxLength: 12 });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(pieces, async (group) => {
        round += 1;
        const before = names(database).length;
        const commits: Promise<PromiseSettledResult<number>[]>[] = [];
        for (const [i, { fails, waits }] of group.entries()) {
          const committed = database.commit(() => {
            const changed = insert(`${round}-${i}`);
            if (fails) throw new Error(`piece ${i}`);
            return changed;
          });
          commits.push(Promise.allSettled([committed]));
          if (waits) await commits.at(-1);
        }
        const results = (await Promise.all(commits)).flat();
        expect(results.map(({ status }) => status === 'rejected')).toEqual(group.map(({ fails }) => fails));
        expect(names(database).length - before).toBe(group.filter(({ fails }) => !fails).length);
      }),
      { numRuns: 30 },
    );
  });

  test('fails all of a group, and keeps none of it, when the transaction is lost', async () => {
    const insert = add(database);
    const lose = database.prepare('ROLLBACK');
    const results = await Promise.allSettled([
      database.commit(() => insert('a')),
      database.commit(() => {
        lose.run();
        throw new Error('lost');
      }),
      database.commit(() => insert('b')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(names(database)).toEqual([]);
    expect(await database.commit(() => insert('c'))).toBe(1);
  });
});
