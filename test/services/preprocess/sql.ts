import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { TestWorld } from '../world.ts';

export type SqlRow = Readonly<Record<string, unknown>>;

/** Asks DuckDB, which knows nothing of our writer, about the Parquet files under a prefix of the results. */
export async function openSql(world: TestWorld<Clock>): Promise<{
  /** `FROM parts` are all rows of the table's parts. */
  query(prefix: string, sql: string): Promise<SqlRow[]>;
  close(): void;
}> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  return {
    async query(prefix, sql) {
      const { objects } = await world.stores.results.list({ prefix });
      const files = await Promise.all(
        objects
          .filter(({ key }) => key.endsWith('.parquet'))
          .map(async ({ key }) => fileURLToPath(await world.stores.results.location(key))),
      );
      if (files.length === 0) throw new Error(`There is no Parquet file under ${prefix}.`);
      const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ');
      const source = `read_parquet([${list}], union_by_name = true)`;
      const result = await connection.runAndReadAll(`WITH parts AS (FROM ${source}) ${sql}`);
      return result.getRowObjectsJson();
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
