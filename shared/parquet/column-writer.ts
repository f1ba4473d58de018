import { type FinishedChunk, openChunkWriter, type Shared } from './chunk-writer.ts';
import type { Column, ColumnType, ColumnValues } from './columns.ts';
import { type Format, formats, type Held } from './formats.ts';
import { openGatheredRows } from './gathered-rows.ts';
import { readValues } from './values.ts';

/** The values of a batch, found good; nothing of them is kept until they are appended. */
export interface AcceptedValues {
  readonly rows: number;
  append(from: number, to: number): void;
  /** UTF-16 units of the text in this row; only where there is text. */
  textIn?(row: number): number;
}

export interface ColumnWriter {
  /** Throws TypeError for values that are not of this column's type. */
  accept(given: ColumnValues): AcceptedValues;
  /** Encodes what was appended since the last page. */
  closePage(): void;
  /** Ends the chunk with the pages that were closed, and begins the next. */
  closeChunk(): Promise<FinishedChunk>;
}

/** Gathers the values of one column into pages, and the pages into chunks, one a row group. */
export function openColumnWriter<T extends ColumnType>(
  column: Column & { readonly type: T },
  shared: Shared,
  pageRows: number,
): ColumnWriter {
  const format: Format<Held[T]> = formats[column.type];
  const { store } = format;
  const gathered = openGatheredRows(store, column.nullable ?? false, pageRows);
  let chunk = openChunkWriter(format, shared);
  return {
    accept(given) {
      const read = readValues(column, store, given);
      return {
        rows: read.length,
        append: (from, to) => gathered.append(read, from, to),
        ...(store.textIn && { textIn: (row: number) => store.textIn?.(read.values, row) ?? 0 }),
      };
    },
    closePage() {
      const page = gathered.take();
      if (page) chunk.add(page);
    },
    closeChunk() {
      const finished = chunk.finish();
      chunk = openChunkWriter(format, shared);
      return finished;
    },
  };
}
