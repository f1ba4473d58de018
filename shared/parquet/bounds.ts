/**
 * The smallest and largest value of a column chunk, which let readers skip it. Parquet compares numbers by value,
 * strings by their bytes; NaN is never a bound, and a zero among floats is written with the sign that excludes neither
 * (parquet-format, parquet.thrift, ColumnOrder).
 */
import { openByteSink } from './bytes.ts';
import { plainNumbers } from './plain.ts';

export interface EncodedBounds {
  readonly min: Uint8Array;
  readonly max: Uint8Array;
}

export interface Bounds<S> {
  include(values: S): void;
  /** PLAIN; undefined where there was nothing to compare, or bounds would be longer than they help. */
  encode(): EncodedBounds | undefined;
}

/** Longer strings have no bounds: the footer is read whole, by everybody. */
const LONGEST_BOUND = 256;

const encodeNumber = (value: ArrayBufferView): Uint8Array => {
  const sink = openByteSink(8);
  plainNumbers(value, sink);
  return sink.take();
};

export function openIntegerBounds(): Bounds<Int16Array | Int32Array> {
  let min = 0x7fffffff;
  let max = -0x80000000;
  return {
    include(values) {
      const first = values[0];
      if (first === undefined) return;
      // In variables of the function's own, and not more comparisons than needed: every sample comes by here.
      let low = Math.min(min, first);
      let high = Math.max(max, first);
      for (let k = 1; k < values.length; k += 1) {
        const value = values[k] ?? 0;
        if (value < low) low = value;
        else if (value > high) high = value;
      }
      min = low;
      max = high;
    },
    encode: () =>
      min > max
        ? undefined
        : { min: encodeNumber(Int32Array.of(min)), max: encodeNumber(Int32Array.of(max)) },
  };
}

export function openInteger64Bounds(): Bounds<BigInt64Array> {
  let min = 2n ** 63n - 1n;
  let max = -(2n ** 63n);
  return {
    include(values) {
      if (values.length === 0) return;
      const [smallest, largest] = extremes(values);
      if (smallest < min) min = smallest;
      if (largest > max) max = largest;
    },
    encode: () =>
      min > max
        ? undefined
        : { min: encodeNumber(BigInt64Array.of(min)), max: encodeNumber(BigInt64Array.of(max)) },
  };
}

/** By halves, since bigint is slow; the high one is compared with its sign, the low one without. */
function extremes(values: BigInt64Array): [min: bigint, max: bigint] {
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  let smallest = 0;
  let largest = 0;
  for (let k = 2; k < halves.length; k += 2) {
    if (isBelow(halves, k, smallest)) smallest = k;
    else if (isBelow(halves, largest, k)) largest = k;
  }
  return [values[smallest / 2] ?? 0n, values[largest / 2] ?? 0n];
}

function isBelow(halves: Int32Array, a: number, b: number): boolean {
  const highOfA = halves[a + 1] ?? 0;
  const highOfB = halves[b + 1] ?? 0;
  return highOfA === highOfB ? (halves[a] ?? 0) >>> 0 < (halves[b] ?? 0) >>> 0 : highOfA < highOfB;
}

export function openFloatBounds<S extends Float32Array | Float64Array>(of: (value: number) => S): Bounds<S> {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  return {
    include(values) {
      let [low, high] = [min, max];
      for (let k = 0; k < values.length; k += 1) {
        const value = values[k] ?? Number.NaN;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      min = low;
      max = high;
    },
    encode: () =>
      min > max
        ? undefined
        : {
            min: encodeNumber(of(min === 0 ? -0 : min)),
            max: encodeNumber(of(max === 0 ? 0 : max)),
          },
  };
}

export function openBooleanBounds(): Bounds<Uint8Array> {
  let seenFalse = false;
  let seenTrue = false;
  return {
    include(values) {
      seenFalse ||= values.includes(0);
      seenTrue ||= values.some((value) => value !== 0);
    },
    encode: () =>
      seenFalse || seenTrue
        ? { min: Uint8Array.of(seenFalse ? 0 : 1), max: Uint8Array.of(seenTrue ? 1 : 0) }
        : undefined,
  };
}

export function openStringBounds(): Bounds<readonly string[]> {
  let min: string | undefined;
  let max: string | undefined;
  return {
    include(values) {
      for (const value of values) {
        if (min === undefined || compareBytes(value, min) < 0) min = value;
        if (max === undefined || compareBytes(value, max) > 0) max = value;
      }
    },
    encode() {
      if (min === undefined || max === undefined) return undefined;
      const encoder = new TextEncoder();
      const encoded = { min: encoder.encode(min), max: encoder.encode(max) };
      return Math.max(encoded.min.length, encoded.max.length) > LONGEST_BOUND ? undefined : encoded;
    },
  };
}

/**
 * Compares well-formed strings as their UTF-8 bytes would compare, which is the order of code points: surrogates stand
 * for those above U+FFFF, so they come after U+E000 to U+FFFF and not before.
 */
function compareBytes(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let k = 0; k < shorter; k += 1) {
    const unitOfA = a.charCodeAt(k);
    const unitOfB = b.charCodeAt(k);
    if (unitOfA !== unitOfB) return rank(unitOfA) - rank(unitOfB);
  }
  return a.length - b.length;
}

const rank = (unit: number): number =>
  unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;
