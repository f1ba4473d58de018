/** PLAIN (parquet-format, Encodings.md): values one after the other. */
import type { ByteSink } from './bytes.ts';

/** Numbers as they stand in memory; every machine that Node runs on is little-endian, as Parquet is. */
export const plainNumbers = (values: ArrayBufferView, sink: ByteSink): void =>
  sink.append(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));

/** Eight a byte, the first in the lowest bit. */
export function plainBooleans(values: Uint8Array, sink: ByteSink): void {
  for (let from = 0; from < values.length; from += 8) {
    let bits = 0;
    const size = Math.min(8, values.length - from);
    for (let k = 0; k < size; k += 1) if (values[from + k] !== 0) bits |= 1 << k;
    sink.byte(bits);
  }
}

/** Each with its length in bytes before it, in UTF-8. */
export function plainStrings(values: readonly string[], sink: ByteSink): void {
  const encoder = new TextEncoder();
  for (const value of values) {
    sink.reserve(4 + 3 * value.length);
    const { written } = encoder.encodeInto(value, sink.bytes.subarray(sink.length + 4));
    sink.view.setUint32(sink.length, written, true);
    sink.length += 4 + written;
  }
}
