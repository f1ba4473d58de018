/** Pages on their way into the file: compressed on Node's thread pool, several at a time, and then given a header. */
import { promisify } from 'node:util';
import { constants, crc32, zstdCompress, zstdCompressSync } from 'node:zlib';
import { openByteSink } from './bytes.ts';
import { type Compression, ENCODING, type Encoding, PAGE } from './schema.ts';
import { i32, struct } from './thrift.ts';

export interface RawPage {
  readonly kind: keyof typeof PAGE;
  /** Rows of a data page, missing values too; entries of a dictionary. */
  readonly count: number;
  readonly encoding: Encoding;
  readonly body: Uint8Array;
}

export interface Page {
  /** Header and compressed body. */
  readonly bytes: Uint8Array;
  /** What they would be without compression. */
  readonly uncompressedSize: number;
}

export interface PageQueue {
  /** Begins to make the page. */
  add(raw: RawPage): Promise<Page>;
  /** Waits until another page may be added, so that not more than a few are in memory twice. */
  room(): Promise<void>;
}

/** The threads of Node's pool, and as many pages waiting for them. */
const MOST_AT_ONCE = 8;

export function openPageQueue(compression: Compression): PageQueue {
  const running: Promise<unknown>[] = [];
  return {
    add(raw) {
      const page = makePage(raw, compression);
      // Whoever waits for the page hears of its failure; that may be later than Node wants it to be heard.
      running.push(page.catch(() => undefined));
      return page;
    },
    async room() {
      while (running.length >= MOST_AT_ONCE) await running.shift();
    },
  };
}

const compress = promisify(zstdCompress);

async function makePage(raw: RawPage, compression: Compression): Promise<Page> {
  const body = compression === 'none' ? raw.body : await compressZstd(raw.body);
  const header = encodeHeader(raw, body);
  const bytes = new Uint8Array(header.length + body.length);
  bytes.set(header);
  bytes.set(body, header.length);
  return { bytes, uncompressedSize: header.length + raw.body.length };
}

/** Bytes that are compressed in less time than it takes to hand them to another thread. */
const SMALL = 2 ** 15;

async function compressZstd(body: Uint8Array): Promise<Uint8Array> {
  const options = {
    params: { [constants.ZSTD_c_compressionLevel]: 1 },
    // One buffer for the whole result, also when nothing could be compressed: else zlib comes back every 16 KB.
    chunkSize: body.length + Math.ceil(body.length / 128) + 512,
  };
  return body.length < SMALL ? zstdCompressSync(body, options) : await compress(body, options);
}

/** PageHeader. Its checksum lets a reader find out that a disk or network changed the page. */
function encodeHeader({ kind, count, encoding, body }: RawPage, compressed: Uint8Array): Uint8Array {
  const levels = i32(ENCODING.rle);
  const sink = openByteSink(64);
  struct({
    1: i32(PAGE[kind]),
    2: i32(body.length),
    3: i32(compressed.length),
    4: i32(crc32(compressed) | 0),
    5: kind === 'data' ? struct({ 1: i32(count), 2: i32(encoding), 3: levels, 4: levels }) : undefined,
    7: kind === 'dictionary' ? struct({ 1: i32(count), 2: i32(encoding) }) : undefined,
  }).write(sink);
  return sink.take();
}
