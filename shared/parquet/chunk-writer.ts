/** Encodes the pages of one column in one row group. */
import { bitWidth } from './bit-packing.ts';
import type { ByteSink } from './bytes.ts';
import type { Dictionary } from './dictionary.ts';
import type { ColumnChunk } from './footer.ts';
import type { Format } from './formats.ts';
import type { PageRows } from './gathered-rows.ts';
import { encodeHybrid } from './hybrid.ts';
import type { Page, PageQueue } from './pages.ts';
import { ENCODING, type Encoding } from './schema.ts';

export interface FinishedChunk {
  readonly chunk: ColumnChunk;
  /** In the order of the file. */
  readonly pages: readonly Uint8Array[];
}

export interface ChunkWriter<S> {
  add(page: PageRows<S>): void;
  finish(): Promise<FinishedChunk>;
}

/** So many values of the first page tell whether a dictionary is worth its while: when half of them are repetitions. */
const LOOKED_AT = 4096;

/** What the columns of a table share. Encoding never awaits, so one sink serves them all. */
export interface Shared {
  readonly queue: PageQueue;
  readonly sink: ByteSink;
}

export function openChunkWriter<S>(format: Format<S>, { queue, sink }: Shared): ChunkWriter<S> {
  const bounds = format.openBounds();
  const encodings = new Set<Encoding>([ENCODING.rle]);
  const dataPages: Promise<Page>[] = [];
  let dictionary: Dictionary<S> | undefined;
  let indexing = format.openDictionary !== undefined;
  let rows = 0;
  let nullCount = 0;

  /** Undefined where a dictionary does not pay, or has become too large; then for the pages that follow too. */
  function indexed(values: S, count: number): Int32Array | undefined {
    if (!indexing) return undefined;
    dictionary ??= openIfRepeating(format, values, count);
    const indexes = dictionary?.index(values);
    indexing = indexes !== undefined;
    return indexes;
  }

  function addDictionary(): Promise<Page> | undefined {
    if (!dictionary) return undefined;
    format.encode(dictionary.entries(), sink);
    encodings.add(format.encoding);
    const { encoding } = format;
    return queue.add({ kind: 'dictionary', count: dictionary.size, encoding, body: sink.take() });
  }

  function encodeValues({ values, rows, nullCount }: PageRows<S>): Encoding {
    const count = rows - nullCount;
    // Where nothing is, PLAIN is no bytes: nothing that a reader could misread.
    if (count === 0) return ENCODING.plain;
    const indexes = indexed(values, count);
    if (!indexes) {
      format.encode(values, sink);
      return format.encoding;
    }
    const width = Math.max(1, bitWidth((dictionary?.size ?? 0) - 1));
    sink.byte(width);
    encodeHybrid(indexes, width, sink);
    return ENCODING.rleDictionary;
  }

  return {
    add(page) {
      bounds.include(page.values);
      rows += page.rows;
      nullCount += page.nullCount;
      if (page.levels) putLevels(page.levels, sink);
      const encoding = encodeValues(page);
      encodings.add(encoding);
      dataPages.push(queue.add({ kind: 'data', count: page.rows, encoding, body: sink.take() }));
    },
    async finish() {
      const dictionaryPage = encodings.has(ENCODING.rleDictionary) ? await addDictionary() : undefined;
      const pages = await Promise.all(dataPages);
      if (dictionaryPage) pages.unshift(dictionaryPage);
      const chunk = {
        encodings: [...encodings],
        rows,
        nullCount,
        bounds: bounds.encode(),
        uncompressedSize: pages.reduce((total, page) => total + page.uncompressedSize, 0),
        size: pages.reduce((total, page) => total + page.bytes.length, 0),
        dictionarySize: dictionaryPage?.bytes.length ?? 0,
      };
      return { chunk, pages: pages.map(({ bytes }) => bytes) };
    },
  };
}

function openIfRepeating<S>(format: Format<S>, values: S, count: number): Dictionary<S> | undefined {
  const dictionary = format.openDictionary?.();
  const looked = Math.min(count, LOOKED_AT);
  const fits = dictionary?.index(format.store.view(values, 0, looked)) !== undefined;
  return fits && dictionary.size <= looked / 2 ? dictionary : undefined;
}

/** A nullable column's definition levels, their length before them. */
function putLevels(levels: Int32Array, sink: ByteSink): void {
  const start = sink.length;
  sink.reserve(4);
  sink.length += 4;
  encodeHybrid(levels, 1, sink);
  sink.view.setUint32(start, sink.length - start - 4, true);
}
