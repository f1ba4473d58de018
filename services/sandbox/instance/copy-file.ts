import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Addresses, Item } from './addresses.ts';
import type { Comparison, Hashes } from './hashes.ts';
import type { Connections } from './http.ts';
import { placeOf, type StorageLayout } from './layout.ts';

/** Bytes of one range: large enough that a request costs nothing, small enough to hold several in memory. */
const RANGE_BYTES = 8 * 1024 ** 2;
/** Ranges of one file that are read ahead. */
const RANGES_AHEAD = 4;

export interface Copying {
  readonly layout: StorageLayout;
  readonly addresses: Addresses;
  readonly connections: Connections;
  readonly hashes: Hashes;
  /** Bytes as they arrive; negative where they arrived for nothing. */
  onBytes(bytes: number): void;
}

/** Copies one file to its place; false where its bytes are not those that the recipe means: then nothing is there. */
export async function copyFile(item: Item, copying: Copying): Promise<boolean> {
  const place = placeOf(copying.layout, item.path);
  const partial = join(copying.layout.partial, randomBytes(8).toString('hex'));
  const handle = await open(partial, 'wx');
  try {
    const comparison = await copying.hashes.compare(item);
    await writeRanges(item, handle, comparison, copying).catch(async (error: unknown) => {
      await comparison.discard();
      throw error;
    });
    if (!(await comparison.matches())) {
      copying.onBytes(-item.size);
      return false;
    }
    await mkdir(dirname(place), { recursive: true });
    await rename(partial, place);
    return true;
  } finally {
    await handle.close();
    await rm(partial, { force: true });
  }
}

/** Whether the file that stands at its place has the bytes that the recipe means. */
export async function isSound(
  item: Item,
  { layout, hashes }: Pick<Copying, 'layout' | 'hashes'>,
): Promise<boolean> {
  const comparison = await hashes.compare(item);
  try {
    const stream = createReadStream(placeOf(layout, item.path), { highWaterMark: 1024 ** 2 });
    for await (const chunk of stream as AsyncIterable<Uint8Array>) await comparison.update(chunk);
  } catch (error) {
    await comparison.discard();
    throw error;
  }
  return await comparison.matches();
}

/** Reads ranges in parallel; each is written where it belongs, and hashed when its turn has come. */
async function writeRanges(
  item: Item,
  handle: FileHandle,
  comparison: Comparison,
  copying: Copying,
): Promise<void> {
  const starts = Array.from(
    { length: Math.ceil(item.size / RANGE_BYTES) },
    (_, index) => index * RANGE_BYTES,
  );
  const ahead: Promise<Uint8Array>[] = [];
  const fetchNext = (): void => {
    const start = starts.shift();
    if (start === undefined) return;
    const range = fetchRange(item, start, copying);
    // Whoever waits for it hears of its failure; until then it is nobody's.
    range.catch(() => undefined);
    ahead.push(range);
  };
  for (let range = 0; range < RANGES_AHEAD; range += 1) fetchNext();
  let position = 0;
  for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
    const bytes = await next;
    fetchNext();
    const { byteLength } = bytes;
    await writeAll(handle, bytes, position);
    position += byteLength;
    await comparison.update(bytes);
    copying.onBytes(byteLength);
  }
}

async function fetchRange(item: Item, start: number, copying: Copying): Promise<Uint8Array> {
  const length = Math.min(RANGE_BYTES, item.size - start);
  const headers = length < item.size ? { range: `bytes=${start}-${start + length - 1}` } : {};
  return await copying.addresses.withAddress(item, (url) =>
    copying.connections.ask(url, { headers, length }),
  );
}

/** A write may take less than it was given. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}
