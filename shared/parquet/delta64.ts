/**
 * DELTA_BINARY_PACKED for 64-bit whole numbers. JavaScript computes with 32 bits quickly and with bigint slowly, so
 * everything is done in halves: the low one unsigned, the high one signed.
 */
import { bitWidth, packBits, packWideBits } from './bit-packing.ts';
import type { ByteSink } from './bytes.ts';
import { BLOCK, MINIBLOCK, MINIBLOCKS } from './delta.ts';

const low = new Int32Array(BLOCK);
const high = new Int32Array(BLOCK);

/** Appends `values`, at least one, to `sink`. */
export function encodeDelta64(values: BigInt64Array, sink: ByteSink): void {
  const count = values.length;
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * count);
  let previousLow = halves[0] ?? 0;
  let previousHigh = halves[1] ?? 0;
  sink.varint(BLOCK);
  sink.varint(MINIBLOCKS);
  sink.varint(count);
  sink.reserve(10 + Math.ceil(count / BLOCK) * (10 + MINIBLOCKS + 8 * BLOCK) + 8);
  const { bytes, view } = sink;
  let at = putZigzag(bytes, sink.length, previousLow, previousHigh);
  for (let from = 1; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from);
    let smallestLow = -1;
    let smallestHigh = 0x7fffffff;
    for (let k = 0; k < size; k += 1) {
      const valueLow = halves[2 * (from + k)] ?? 0;
      const valueHigh = halves[2 * (from + k) + 1] ?? 0;
      const deltaLow = (valueLow - previousLow) | 0;
      const deltaHigh = (valueHigh - previousHigh - borrow(valueLow, previousLow)) | 0;
      previousLow = valueLow;
      previousHigh = valueHigh;
      low[k] = deltaLow;
      high[k] = deltaHigh;
      if (deltaHigh < smallestHigh || (deltaHigh === smallestHigh && deltaLow >>> 0 < smallestLow >>> 0)) {
        smallestLow = deltaLow;
        smallestHigh = deltaHigh;
      }
    }
    low.fill(smallestLow, size);
    high.fill(smallestHigh, size);
    at = putZigzag(bytes, at, smallestLow, smallestHigh);
    const widths = at;
    at += MINIBLOCKS;
    for (let start = 0; start < BLOCK; start += MINIBLOCK) {
      const width = subtract(start, smallestLow, smallestHigh);
      bytes[widths + start / MINIBLOCK] = width;
      if (width > 32) at = packWideBits(low, high, start, width, view, at);
      else if (width > 0) at = packBits(low, start, MINIBLOCK, width, view, at);
    }
  }
  sink.length = at;
}

/** Takes the smallest difference from those of one miniblock; returns the bits that the results need. */
function subtract(start: number, smallestLow: number, smallestHigh: number): number {
  let usedLow = 0;
  let usedHigh = 0;
  for (let k = start; k < start + MINIBLOCK; k += 1) {
    const deltaLow = low[k] ?? 0;
    const aboveHigh = ((high[k] ?? 0) - smallestHigh - borrow(deltaLow, smallestLow)) | 0;
    const aboveLow = (deltaLow - smallestLow) | 0;
    low[k] = aboveLow;
    high[k] = aboveHigh;
    usedLow |= aboveLow;
    usedHigh |= aboveHigh;
  }
  return usedHigh === 0 ? bitWidth(usedLow) : 32 + bitWidth(usedHigh);
}

/** What the low halves of a − b take from the high ones. */
const borrow = (a: number, b: number): number => (a >>> 0 < b >>> 0 ? 1 : 0);

/** Zigzag, then 7 bits a byte: up to 10 bytes. */
function putZigzag(bytes: Uint8Array, start: number, lowHalf: number, highHalf: number): number {
  const sign = highHalf >> 31;
  let restHigh = (((highHalf << 1) | (lowHalf >>> 31)) ^ sign) >>> 0;
  let restLow = ((lowHalf << 1) ^ sign) >>> 0;
  let at = start;
  while (restHigh !== 0 || restLow >= 0x80) {
    bytes[at++] = (restLow & 0x7f) | 0x80;
    restLow = ((restLow >>> 7) | (restHigh << 25)) >>> 0;
    restHigh >>>= 7;
  }
  bytes[at++] = restLow;
  return at;
}
