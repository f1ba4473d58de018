/**
 * The part of Thrift's compact protocol that Parquet's metadata needs, encoding only
 * (github.com/apache/thrift, doc/specs/thrift-compact-protocol.md).
 */
import type { ByteSink } from './bytes.ts';

export interface Value {
  /** The type's code as an element of a list or field of a struct. */
  readonly type: number;
  write(sink: ByteSink): void;
}

const STRUCT = 12;

const nothing = (): void => undefined;

/** As a field of a struct only: there the type's code is the value. */
export const bool = (value: boolean): Value => ({ type: value ? 1 : 2, write: nothing });
export const i8 = (value: number): Value => ({ type: 3, write: (sink) => sink.byte(value & 0xff) });
export const i32 = (value: number): Value => ({
  type: 5,
  write: (sink) => sink.varint(((value << 1) ^ (value >> 31)) >>> 0),
});
/** Sizes, offsets and counts: 0 up to 2^52. */
export const i64 = (value: number): Value => ({ type: 6, write: (sink) => sink.varint(2 * value) });
export const binary = (value: Uint8Array): Value => ({
  type: 8,
  write(sink) {
    sink.varint(value.length);
    sink.append(value);
  },
});
export const text = (value: string): Value => binary(new TextEncoder().encode(value));

/** Elements of one type. Parquet's required lists may be empty; then the type is that of a struct. */
export const list = (values: readonly Value[]): Value => ({
  type: 9,
  write(sink) {
    const type = values[0]?.type ?? STRUCT;
    if (values.length < 15) sink.byte((values.length << 4) | type);
    else {
      sink.byte(0xf0 | type);
      sink.varint(values.length);
    }
    for (const value of values) value.write(sink);
  },
});

/** Fields by their number, each at most 15 above the one before; those that are undefined are left out. */
export const struct = (fields: Readonly<Record<number, Value | undefined>>): Value => ({
  type: STRUCT,
  write(sink) {
    let last = 0;
    // Whole-number keys of an object come in ascending order.
    for (const [key, value] of Object.entries(fields)) {
      if (value === undefined) continue;
      const id = Number(key);
      sink.byte(((id - last) << 4) | value.type);
      value.write(sink);
      last = id;
    }
    sink.byte(0);
  },
});
