/**
 * Bit packing as Parquet's encodings want it: values side by side, the first in the lowest bits, bytes in ascending
 * order (parquet-format, Encodings.md).
 */

/** Bits that `value`, taken as unsigned, needs. */
export const bitWidth = (value: number): number => 32 - Math.clz32(value);

/**
 * Packs `values[from … from + count)`, each below 2^width, and returns where the next byte goes. `count` is a multiple
 * of 8, `width` at most 32. The values are used up. Up to 4 bytes behind the result are overwritten too.
 */
export function packBits(
  values: Int32Array,
  from: number,
  count: number,
  width: number,
  view: DataView,
  at: number,
): number {
  const end = at + (count * width) / 8;
  let left = count;
  let bits = width;
  // Two narrow values are one of twice the width: each round halves the work of the loop that stores.
  for (; bits <= 12 && left % 2 === 0; bits *= 2) {
    left >>= 1;
    for (let k = 0; k < left; k += 1)
      values[from + k] = (values[from + 2 * k] ?? 0) | ((values[from + 2 * k + 1] ?? 0) << bits);
  }
  if (bits <= 24) storeNarrow(values, from, left, bits, view, at);
  else storeWide(values, from, left, bits, view, at);
  return end;
}

/** Below 8 bits are carried from value to value, so that 32 hold the sum: no branch, a store for each value. */
function storeNarrow(
  values: Int32Array,
  from: number,
  count: number,
  width: number,
  view: DataView,
  start: number,
): void {
  let carried = 0;
  let used = 0;
  let at = start;
  for (let k = from; k < from + count; k += 1) {
    carried |= (values[k] ?? 0) << used;
    view.setInt32(at, carried, true);
    used += width;
    at += used >> 3;
    carried >>>= used & 24;
    used &= 7;
  }
}

function storeWide(
  values: Int32Array,
  from: number,
  count: number,
  width: number,
  view: DataView,
  start: number,
): void {
  let carried = 0;
  let used = 0;
  let at = start;
  for (let k = from; k < from + count; k += 1) {
    const value = values[k] ?? 0;
    carried |= value << used;
    used += width;
    if (used < 32) continue;
    view.setInt32(at, carried, true);
    at += 4;
    used -= 32;
    carried = used === 0 ? 0 : value >>> (width - used);
  }
  if (used > 0) view.setInt32(at, carried, true);
}

/** The same for 32 values of 33 to 64 bits, given as their low and high halves. */
export function packWideBits(
  low: Int32Array,
  high: Int32Array,
  from: number,
  width: number,
  view: DataView,
  start: number,
): number {
  const highWidth = width - 32;
  let carried = 0;
  let used = 0;
  let at = start;
  for (let k = from; k < from + 32; k += 1) {
    const lowHalf = low[k] ?? 0;
    view.setInt32(at, carried | (lowHalf << used), true);
    at += 4;
    carried = used === 0 ? 0 : lowHalf >>> (32 - used);
    const highHalf = high[k] ?? 0;
    carried |= highHalf << used;
    used += highWidth;
    if (used < 32) continue;
    view.setInt32(at, carried, true);
    at += 4;
    used -= 32;
    carried = used === 0 ? 0 : highHalf >>> (highWidth - used);
  }
  return at;
}
