import type { Batch, Column } from '../../shared/parquet/columns.ts';
import { writeParquet } from '../../shared/parquet/writer.ts';
import { type Batches, rowsOf } from './batches.ts';

/** A table as the bytes of a Parquet file; `rows` counts those that have passed. */
export function writeTable(
  columns: readonly Column[],
  batches: Batches,
): { chunks: AsyncIterable<Uint8Array>; rows(): number } {
  let count = 0;
  async function* counted(): AsyncGenerator<Batch> {
    for await (const batch of batches) {
      count += rowsOf(batch);
      yield batch;
    }
  }
  return { chunks: writeParquet(columns, counted()), rows: () => count };
}
