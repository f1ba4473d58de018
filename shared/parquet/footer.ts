/** FileMetaData, the end of a Parquet file (parquet-format, parquet.thrift): what is in it, and where. */
import type { EncodedBounds } from './bounds.ts';
import { openByteSink } from './bytes.ts';
import type { Column } from './columns.ts';
import { CODEC, type Compression, type Encoding, REPETITION, TYPES } from './schema.ts';
import { binary, i32, i64, list, struct, text, type Value } from './thrift.ts';

export const MAGIC = new TextEncoder().encode('PAR1');

/** Name and version of this writer; readers go by it when they work around a writer's mistakes. */
const CREATED_BY = 'sessions-platform version 1.0.0';

/** One column of one row group, as it stands in the file. */
export interface ColumnChunk {
  readonly encodings: readonly Encoding[];
  readonly rows: number;
  readonly nullCount: number;
  readonly bounds: EncodedBounds | undefined;
  readonly uncompressedSize: number;
  readonly size: number;
  /** From the beginning of the chunk. */
  readonly dictionarySize: number;
}

export interface RowGroup {
  readonly rows: number;
  /** Where it begins in the file. */
  readonly offset: number;
  /** In the order of the columns, and of the file. */
  readonly chunks: readonly ColumnChunk[];
}

export interface FileContents {
  readonly columns: readonly Column[];
  readonly rowGroups: readonly RowGroup[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly compression: Compression;
}

/** The footer with its length and the closing magic. */
export function encodeFooter(contents: FileContents): Uint8Array {
  const { columns, rowGroups, metadata } = contents;
  const pairs = Object.entries(metadata).map(([key, value]) => struct({ 1: text(key), 2: text(value) }));
  const sink = openByteSink(4096);
  struct({
    1: i32(2),
    2: list([struct({ 4: text('schema'), 5: i32(columns.length) }), ...columns.map(schemaElement)]),
    3: i64(sum(rowGroups.map(({ rows }) => rows))),
    4: list(rowGroups.map((rowGroup) => encodeRowGroup(contents, rowGroup))),
    5: pairs.length > 0 ? list(pairs) : undefined,
    6: text(CREATED_BY),
    // Bounds are in the order of each column's type.
    7: list(columns.map(() => struct({ 1: struct({}) }))),
  }).write(sink);
  const { length } = sink;
  sink.reserve(8);
  sink.view.setUint32(length, length, true);
  sink.length += 4;
  sink.append(MAGIC);
  return sink.take();
}

function schemaElement({ name, type, nullable }: Column): Value {
  const { physical, converted, logical } = TYPES[type];
  return struct({
    1: i32(physical),
    3: i32(nullable ? REPETITION.optional : REPETITION.required),
    4: text(name),
    6: converted === undefined ? undefined : i32(converted),
    10: logical,
  });
}

function encodeRowGroup(contents: FileContents, { rows, offset, chunks }: RowGroup): Value {
  let at = offset;
  const encoded = chunks.map((chunk, index) => {
    const value = encodeChunk(contents, index, chunk, at);
    at += chunk.size;
    return value;
  });
  return struct({
    1: list(encoded),
    2: i64(sum(chunks.map(({ uncompressedSize }) => uncompressedSize))),
    3: i64(rows),
    5: i64(offset),
    6: i64(at - offset),
  });
}

function encodeChunk(contents: FileContents, index: number, chunk: ColumnChunk, offset: number): Value {
  const { name, type } = contents.columns[index] ?? { name: '', type: 'int32' };
  const { bounds, dictionarySize } = chunk;
  const statistics = struct({
    3: i64(chunk.nullCount),
    5: bounds && binary(bounds.max),
    6: bounds && binary(bounds.min),
  });
  const about = struct({
    1: i32(TYPES[type].physical),
    2: list(chunk.encodings.map(i32)),
    3: list([text(name)]),
    4: i32(CODEC[contents.compression]),
    5: i64(chunk.rows),
    6: i64(chunk.uncompressedSize),
    7: i64(chunk.size),
    9: i64(offset + dictionarySize),
    11: dictionarySize > 0 ? i64(offset) : undefined,
    12: statistics,
  });
  return struct({ 2: i64(offset), 3: about });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
