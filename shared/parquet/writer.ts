/**
 * A Parquet writer for columns of samples, and for the small tables around them. It streams: what a row group holds is
 * encoded and compressed page by page, and goes out when the row group is full. The bytes depend on the rows and the
 * options alone, not on how the rows were cut into batches (and on the zstd of the Node that runs it).
 */
import { openByteSink } from './bytes.ts';
import { type AcceptedValues, openColumnWriter } from './column-writer.ts';
import { type Batch, type Column, checkColumns, checkNames } from './columns.ts';
import { encodeFooter, MAGIC, type RowGroup } from './footer.ts';
import { chooseLimits, MOST_TEXT } from './limits.ts';
import { openPageQueue } from './pages.ts';
import type { Compression } from './schema.ts';

export interface ParquetOptions {
  /** Rows of a row group; else as many as take 64 MiB before encoding, at most 2^20. */
  readonly rowGroupRows?: number;
  /** Rows of a page; else half a row group, at most 2^16. */
  readonly pageRows?: number;
  /** Key-value metadata of the file. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** zstd (at level 1) unless it is said otherwise. */
  readonly compress?: Compression;
}

export interface ParquetWriter {
  /**
   * Takes a batch of columns of equal length, and gives the bytes to append to the file now. The arrays of the batch
   * must not change, and nothing else be written, before the promise is settled.
   *
   * Rejects with TypeError when the batch does not fit the columns; then nothing of it was taken.
   */
  write(batch: Batch): Promise<Uint8Array[]>;
  /** The bytes that end the file. */
  finish(): Promise<Uint8Array[]>;
  /** Taken so far. */
  readonly rows: number;
}

/** Throws TypeError unless every column has a name of its own, RangeError for options that no file can have. */
export function openParquetWriter(columns: readonly Column[], options: ParquetOptions = {}): ParquetWriter {
  checkColumns(columns);
  const limits = chooseLimits(columns, options);
  const { compress = 'zstd', metadata = {} } = options;
  const queue = openPageQueue(compress);
  const shared = { queue, sink: openByteSink() };
  const writers = columns.map((column) => openColumnWriter(column, shared, limits.pageRows));
  const rowGroups: RowGroup[] = [];
  let chunks: Uint8Array[] = [MAGIC.slice()];
  let offset = MAGIC.length;
  let rows = 0;
  let rowsInGroup = 0;
  let rowsInPage = 0;
  let textInGroup = 0;
  let state: 'open' | 'busy' | 'broken' | 'finished' = 'open';

  function accept(batch: Batch): AcceptedValues[] {
    checkNames(columns, batch);
    return writers.map((writer, index) => writer.accept(batch[columns[index]?.name ?? ''] ?? []));
  }

  async function append(accepted: readonly AcceptedValues[], length: number): Promise<void> {
    for (let row = 0; row < length; ) {
      const room = Math.min(limits.pageRows - rowsInPage, limits.rowGroupRows - rowsInGroup);
      const end = endOfText(accepted, row, Math.min(length, row + room));
      for (const values of accepted) values.append(row, end);
      rows += end - row;
      rowsInGroup += end - row;
      rowsInPage += end - row;
      row = end;
      if (rowsInGroup === limits.rowGroupRows || textInGroup >= MOST_TEXT) await closeRowGroup();
      else if (rowsInPage === limits.pageRows) await closePages();
    }
  }

  /** Where to stop between two rows because the row group then holds all the text that it may. */
  function endOfText(accepted: readonly AcceptedValues[], from: number, to: number): number {
    const texts = accepted.filter(({ textIn }) => textIn);
    if (texts.length === 0) return to;
    let end = from;
    for (; end < to && textInGroup < MOST_TEXT; end += 1)
      for (const { textIn } of texts) textInGroup += textIn?.(end) ?? 0;
    return end;
  }

  async function closePages(): Promise<void> {
    for (const writer of writers) {
      await queue.room();
      writer.closePage();
    }
    rowsInPage = 0;
  }

  async function closeRowGroup(): Promise<void> {
    if (rowsInGroup === 0) return;
    await closePages();
    const finished = await Promise.all(writers.map((writer) => writer.closeChunk()));
    const group = { rows: rowsInGroup, offset, chunks: finished.map(({ chunk }) => chunk) };
    rowGroups.push(group);
    for (const { pages } of finished) chunks.push(...pages);
    offset += group.chunks.reduce((total, { size }) => total + size, 0);
    rowsInGroup = 0;
    textInGroup = 0;
  }

  /** Does one thing at a time; what failed in the middle cannot be gone on with. */
  async function alone(work: () => Promise<void>, then: typeof state): Promise<Uint8Array[]> {
    state = 'busy';
    try {
      await work();
      state = then;
    } finally {
      if (state === 'busy') state = 'broken';
    }
    const ready = chunks;
    chunks = [];
    return ready;
  }

  function checkOpen(): void {
    if (state !== 'open')
      throw new Error(`This Parquet writer is ${state}; it takes one call at a time, until it is finished.`);
  }

  return {
    get rows() {
      return rows;
    },
    async write(batch) {
      checkOpen();
      const accepted = accept(batch);
      const length = checkLength(columns, accepted);
      return await alone(() => append(accepted, length), 'open');
    },
    async finish() {
      checkOpen();
      const end = async (): Promise<void> => {
        await closeRowGroup();
        chunks.push(encodeFooter({ columns, rowGroups, metadata, compression: compress }));
      };
      return await alone(end, 'finished');
    },
  };
}

/** The file, piece by piece, of all `batches`; as openParquetWriter. */
export async function* writeParquet(
  columns: readonly Column[],
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  options: ParquetOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const writer = openParquetWriter(columns, options);
  for await (const batch of batches) yield* await writer.write(batch);
  yield* await writer.finish();
}

function checkLength(columns: readonly Column[], accepted: readonly AcceptedValues[]): number {
  const length = accepted[0]?.rows ?? 0;
  const other = accepted.findIndex(({ rows }) => rows !== length);
  if (other >= 0)
    throw new TypeError(
      `The columns of a batch have ${length} (${columns[0]?.name}) and ${accepted[other]?.rows} (${columns[other]?.name}) rows.`,
    );
  return length;
}
