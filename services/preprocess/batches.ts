import type { Batch, ColumnValues } from '../../shared/parquet/columns.ts';

/** What `Output.add` takes. */
export type Batches = AsyncIterable<Batch> | Iterable<Batch>;

/** Rows of a batch. */
export function rowsOf(batch: Batch): number {
  const [values] = Object.values(batch);
  return values === undefined ? 0 : lengthOf(values);
}

/** Bytes that a batch takes: of a list of cells as many as its pointers. */
export function bytesOf(batch: Batch): number {
  return Object.values(batch).reduce(
    (sum, values) => sum + (isTyped(values) ? values.byteLength : 8 * lengthOf(values)),
    0,
  );
}

const isTyped = ArrayBuffer.isView as (values: ColumnValues) => values is ColumnValues & NodeJS.TypedArray;

const lengthOf = (values: ColumnValues): number => ('valid' in values ? values.valid.length : values.length);
