/** Reading back with hyparquet, which shares no line with the writer. */
import { crc32, zstdDecompressSync } from 'node:zlib';
import { type FileMetaData, parquetMetadata, parquetRead } from 'hyparquet';
import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';
import type { Cell } from '../../../shared/parquet/columns.ts';

const arrayBufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

export const metadataOf = (bytes: Uint8Array): FileMetaData => parquetMetadata(arrayBufferOf(bytes));

/** The cells of each column; timestamps are microseconds. */
export async function readCells(bytes: Uint8Array): Promise<Cell[][]> {
  let rows: Cell[][] = [];
  const metadata = metadataOf(bytes);
  await parquetRead({
    file: arrayBufferOf(bytes),
    metadata,
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
    parsers: { timestampFromMicroseconds: (microseconds) => microseconds },
    onComplete(read) {
      rows = read;
    },
  });
  return metadata.schema.slice(1).map((_, index) => rows.map((row) => row[index] ?? null));
}

export interface PageSeen {
  readonly encoding: number;
  readonly values: number;
  /** Whether the checksum in the header is that of the page. */
  readonly intact: boolean;
}

/** The headers of all pages, one after the other from the beginning of the file. */
export function pagesOf(bytes: Uint8Array): PageSeen[] {
  const end = Math.max(
    ...metadataOf(bytes).row_groups.flatMap(({ columns }) =>
      columns.map(({ file_offset, meta_data }) =>
        Number(file_offset + (meta_data?.total_compressed_size ?? 0n)),
      ),
    ),
    4,
  );
  const reader = { view: new DataView(arrayBufferOf(bytes)), offset: 4 };
  const pages: PageSeen[] = [];
  while (reader.offset < end) {
    const header = deserializeTCompactProtocol(reader);
    const about = header.field_5 ?? header.field_7;
    const body = bytes.subarray(reader.offset, reader.offset + header.field_3);
    reader.offset += header.field_3;
    pages.push({
      encoding: about.field_2,
      values: about.field_1,
      intact: (crc32(body) | 0) === header.field_4,
    });
  }
  return pages;
}
