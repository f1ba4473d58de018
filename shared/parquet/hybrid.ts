/**
 * The RLE/bit-packing hybrid (parquet-format, Encodings.md), used for definition levels and for the indexes into a
 * dictionary: runs of one value in a few bytes, everything else packed in groups of 8.
 */
import { packBits } from './bit-packing.ts';
import type { ByteSink } from './bytes.ts';

const GROUP = 8;

/** Appends `values`, each below 2^width, to `sink`. Uses them up. */
export function encodeHybrid(values: Int32Array, width: number, sink: ByteSink): void {
  let packedFrom = 0;
  let at = 0;
  while (at < values.length) {
    const runEnd = endOfRun(values, at);
    // A run begins only where a group ends, so groups before it are filled from it first.
    const missing = (GROUP - ((at - packedFrom) % GROUP)) % GROUP;
    if (runEnd - at - missing >= GROUP) {
      at += missing;
      packGroups(values, packedFrom, at, width, sink);
      putRun(values[at] ?? 0, runEnd - at, width, sink);
      packedFrom = runEnd;
    }
    at = runEnd;
  }
  packGroups(values, packedFrom, values.length, width, sink);
}

function endOfRun(values: Int32Array, from: number): number {
  const value = values[from];
  let end = from + 1;
  while (end < values.length && values[end] === value) end += 1;
  return end;
}

function putRun(value: number, count: number, width: number, sink: ByteSink): void {
  sink.varint(2 * count);
  for (let bits = 0; bits < width; bits += 8) sink.byte((value >>> bits) & 0xff);
}

function packGroups(values: Int32Array, from: number, to: number, width: number, sink: ByteSink): void {
  if (from === to) return;
  const whole = from + Math.floor((to - from) / GROUP) * GROUP;
  sink.varint(2 * Math.ceil((to - from) / GROUP) + 1);
  sink.reserve((Math.ceil((to - from) / GROUP) * GROUP * width) / 8 + 8);
  sink.length = packBits(values, from, whole - from, width, sink.view, sink.length);
  if (whole === to) return;
  const last = new Int32Array(GROUP);
  last.set(values.subarray(whole, to));
  sink.length = packBits(last, 0, GROUP, width, sink.view, sink.length);
}
