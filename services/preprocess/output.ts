import type { Batch, Column } from '../../shared/parquet/columns.ts';
import type { ObjectRights } from '../../shared/ports/objects.ts';
import type { Provenance } from '../../shared/session/results.ts';
import { type Batches, bytesOf } from './batches.ts';
import { putMeasured } from './put-measured.ts';
import { writeTable } from './write-table.ts';

export type OutputFile = Provenance['outputs'][number];

/** Where a processor puts what it makes of the files of one session. */
export interface Output {
  /** The session has this table, also if no file has a row for it. */
  add(table: string, columns: readonly Column[], batches: Batches): Promise<void>;
  /** Puts a file as it is into a folder beside the tables. */
  copy(folder: string, path: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** Writes what was kept back. All files, in the order of their keys. */
  finish(): Promise<readonly OutputFile[]>;
}

/** Rows are kept until so many bytes are worth a part of their own. */
const PART_BYTES = 16 * 1024 * 1024;

interface Kept {
  columns: readonly Column[];
  batches: Batch[];
  bytes: number;
  parts: number;
}

/**
 * Opens the folder of results under `prefix`. Rows of small files share a part (`<table>/part-00000.parquet`), those
 * of a large one stream into parts of their own; where one part ends depends on the rows alone. The rows of one call
 * of `add` are all there or, where `batches` throws, none.
 */
export function openOutput(results: Pick<ObjectRights['write'], 'putStream'>, prefix: string): Output {
  const tables = new Map<string, Kept>();
  const files: OutputFile[] = [];

  async function write(table: string, kept: Kept, batches: Batches): Promise<void> {
    const part = `part-${String(kept.parts).padStart(5, '0')}.parquet`;
    const key = `${prefix}${table}/${part}`;
    const { chunks, rows } = writeTable(kept.columns, batches);
    const stored = await putMeasured(results, key, chunks);
    kept.parts += 1;
    files.push({ table, key, ...stored, rows: rows() });
  }

  async function flush(table: string, kept: Kept): Promise<void> {
    const { batches } = kept;
    if (batches.length === 0) return;
    kept.batches = [];
    kept.bytes = 0;
    await write(table, kept, batches);
  }

  return {
    async add(table, columns, batches) {
      const kept = tables.get(table) ?? { columns, batches: [], bytes: 0, parts: 0 };
      tables.set(table, kept);
      const { begun, bytes, rest } = await begin(batches);
      if (!sameColumns(kept.columns, columns) || kept.bytes + bytes > PART_BYTES) await flush(table, kept);
      kept.columns = columns;
      if (rest) return await write(table, kept, chain(begun, rest));
      kept.batches.push(...begun);
      kept.bytes += bytes;
    },
    async copy(folder, path, chunks) {
      const key = `${prefix}${folder}/${path}`;
      files.push({ table: folder, key, rows: 0, ...(await putMeasured(results, key, chunks)) });
    },
    async finish() {
      await Promise.all([...tables].map(([table, kept]) => flush(table, kept)));
      return files.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    },
  };
}

/** The batches up to the size of a part; `rest` where there are more. */
async function begin(
  batches: Batches,
): Promise<{ begun: Batch[]; bytes: number; rest?: AsyncGenerator<Batch> }> {
  const source = iterate(batches);
  const begun: Batch[] = [];
  let bytes = 0;
  for (;;) {
    const next = await source.next();
    if (next.done) return { begun, bytes };
    begun.push(next.value);
    bytes += bytesOf(next.value);
    if (bytes > PART_BYTES) return { begun, bytes, rest: source };
  }
}

async function* iterate(batches: Batches): AsyncGenerator<Batch> {
  yield* batches;
}

async function* chain(begun: Batch[], rest: AsyncGenerator<Batch>): AsyncGenerator<Batch> {
  try {
    for (let batch = begun.shift(); batch; batch = begun.shift()) yield batch;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

const sameColumns = (a: readonly Column[], b: readonly Column[]): boolean =>
  a === b ||
  (a.length === b.length &&
    a.every(({ name, type, nullable }, i) => {
      const other = b[i];
      return other?.name === name && other.type === type && (other.nullable ?? false) === (nullable ?? false);
    }));
