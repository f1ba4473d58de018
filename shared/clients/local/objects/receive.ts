import { addAbortSignal, type Readable } from 'node:stream';
import { crc32 } from '../../../session/crc32.ts';
import type { Region } from './region.ts';
import type { Slabs } from './slabs.ts';

/** The sender went away before the end: nobody is left to answer. */
export class SenderGone extends Error {
  override readonly name = 'SenderGone';
}

/**
 * Writes what `source` sends into `region` from `position` on, and resolves with its CRC-32 when all of it is
 * written (not yet synced). Reading, checksum and several writes go on at the same time; with no slab free, reading
 * pauses. Rejects with what failed, SenderGone, or the signal's reason, once no write is under way any more.
 *
 * Events, not `for await`: at a gigabyte a second, a promise for every chunk costs more than its checksum.
 */
export function receive(
  source: Readable,
  region: Region,
  position: number,
  slabs: Slabs,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let crc = 0;
    let size = 0;
    let slab: Uint8Array | undefined;
    let filled = 0;
    let writing = 0;
    let waiting = false;
    let ended = false;
    let failure: { readonly reason: unknown } | undefined;

    function onData(chunk: Buffer): void {
      if (failure) return;
      crc = crc32(chunk, crc);
      store(chunk, chunk);
    }

    /** Copies `rest` of `chunk` into slabs, now or, when there are none, as soon as there are. */
    function store(rest: Uint8Array, chunk: Buffer): void {
      const left = fill(rest);
      waiting = left.length > 0;
      if (waiting) {
        source.pause();
        slabs.whenFree(() => {
          if (failure) return;
          store(left, chunk);
          if (!waiting) source.resume();
          if (ended) finish();
        });
      } else {
        free(chunk);
      }
    }

    /** Copies what the slabs have room for, and returns the rest. */
    function fill(bytes: Uint8Array): Uint8Array {
      let rest = bytes;
      while (rest.length > 0) {
        slab ??= slabs.take();
        if (!slab) break;
        const length = Math.min(slab.length - filled, rest.length);
        slab.set(rest.length === length ? rest : rest.subarray(0, length), filled);
        filled += length;
        size += length;
        rest = rest.subarray(length);
        if (filled === slab.length) flush(slab);
      }
      return rest;
    }

    function flush(full: Uint8Array): void {
      const length = filled;
      slab = undefined;
      filled = 0;
      writing += 1;
      region.write(full, length, position + size - length).then(
        () => written(full),
        (error) => {
          fail(error);
          written(full);
        },
      );
    }

    function written(full: Uint8Array): void {
      writing -= 1;
      slabs.give(full);
      settle();
    }

    function finish(): void {
      ended = true;
      if (slab) flush(slab);
      settle();
    }

    function fail(reason: unknown): void {
      failure ??= { reason };
      settle();
    }

    const onClose = (cause?: Error) => {
      if (!ended) fail(new SenderGone('The sender closed the connection before the end.', { cause }));
    };
    const onAbort = () => fail(signal.reason);

    function settle(): void {
      // The end may come while the last chunk still waits for a slab.
      if (writing > 0 || !((ended && !waiting) || failure)) return;
      source.off('data', onData).off('end', finish).off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      if (slab) slabs.give(slab);
      slab = undefined;
      if (failure) reject(failure.reason);
      else resolve(crc);
    }

    source.on('data', onData).on('end', finish).on('close', onClose).on('error', onClose);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
}

/**
 * Frees a chunk's memory at once. Waiting for the garbage collector costs half of the time of receiving: it counts
 * the memory behind buffers and collects the whole heap for every few dozen megabytes. Nobody else holds the
 * chunk, and one that shares its memory with others is left alone.
 */
function free(chunk: Buffer): void {
  const { buffer } = chunk;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === chunk.length) buffer.transfer(0);
}

/** Gathers a body of exactly `size` bytes in memory. */
export async function collect(source: Readable, size: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of addAbortSignal(signal, source)) chunks.push(chunk);
  } catch (cause) {
    signal.throwIfAborted();
    throw new SenderGone('The sender closed the connection before the end.', { cause });
  }
  return Buffer.concat(chunks, size);
}
