import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBTimestampTZValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Cell } from '../../../shared/parquet/columns.ts';
import { ALL_TYPES, batchesOf, bytesOf, cuts, tables } from './tables.ts';

let folder: string;
let files = 0;
let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessions-parquet-'));
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});

afterAll(async () => {
  connection.closeSync();
  instance.closeSync();
  await rm(folder, { recursive: true, force: true });
});

async function query(bytes: Uint8Array, sql: (file: string) => string) {
  // Another name each time: DuckDB remembers files by name and time, and the clock of files is coarse.
  files += 1;
  const file = join(folder, `${files}.parquet`);
  await writeFile(file, bytes);
  return await connection.runAndReadAll(sql(`'${file}'`));
}

const cellOf = (value: DuckDBValue): Cell =>
  value instanceof DuckDBTimestampTZValue ? value.micros : (value as Cell);

test('DuckDB reads every table as it was written', async () => {
  await fc.assert(
    fc.asyncProperty(tables(200), cuts(200), async (table, cut) => {
      const bytes = await bytesOf(table.columns, batchesOf(table, cut), { pageRows: 64, rowGroupRows: 150 });
      const read = await query(bytes, (file) => `SELECT * FROM ${file}`);
      const columns = read.getColumns().map((column) => column.map(cellOf));
      expect(table.columns.map((_, index) => columns[index] ?? [])).toEqual(table.cells);
    }),
    { numRuns: 60 },
  );
});

test('DuckDB finds every value by comparing with it, so the bounds hide none', async () => {
  const numbers = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(numbers, async (x) => {
      const bytes = await bytesOf([{ name: 'x', type: 'double' }], [{ x }], { rowGroupRows: 4 });
      const sql = (file: string) =>
        `SELECT count(*) FROM ${file} AS t WHERE x >= (SELECT min(x) FROM ${file}) AND x <= (SELECT max(x) FROM ${file})`;
      expect((await query(bytes, sql)).getColumns()).toEqual([[BigInt(x.length)]]);
    }),
    { numRuns: 20 },
  );
});

test('DuckDB sees the types that were meant', async () => {
  const columns = ALL_TYPES.map((type) => ({ name: type, type }));
  const read = await query(await bytesOf(columns, []), (file) => `DESCRIBE SELECT * FROM ${file}`);
  const [names = [], types = []] = read.getColumns();
  expect(Object.fromEntries(names.map((name, index) => [name, types[index]]))).toEqual({
    int16: 'SMALLINT',
    int32: 'INTEGER',
    int64: 'BIGINT',
    float: 'FLOAT',
    double: 'DOUBLE',
    boolean: 'BOOLEAN',
    string: 'VARCHAR',
    timestamp: 'TIMESTAMP WITH TIME ZONE',
  });
});
