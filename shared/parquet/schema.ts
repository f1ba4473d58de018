/** The numbers by which Parquet's metadata names things (parquet-format, parquet.thrift). */
import type { ColumnType } from './columns.ts';
import { bool, i8, struct, type Value } from './thrift.ts';

export const PHYSICAL = { boolean: 0, int32: 1, int64: 2, float: 4, double: 5, byteArray: 6 } as const;
export const ENCODING = { plain: 0, rle: 3, deltaBinaryPacked: 5, rleDictionary: 8 } as const;
export const CODEC = { none: 0, zstd: 6 } as const;
export const PAGE = { data: 0, dictionary: 2 } as const;
export const REPETITION = { required: 0, optional: 1 } as const;

export type Encoding = (typeof ENCODING)[keyof typeof ENCODING];
export type Compression = keyof typeof CODEC;

export interface TypeInSchema {
  readonly physical: number;
  /** What the physical type stands for: as old readers know it, and as new ones do. */
  readonly converted?: number;
  readonly logical?: Value;
}

const UTC_MICROSECONDS = struct({ 1: bool(true), 2: struct({ 2: struct({}) }) });
const SIGNED_16_BITS = struct({ 1: i8(16), 2: bool(true) });

export const TYPES: Readonly<Record<ColumnType, TypeInSchema>> = {
  boolean: { physical: PHYSICAL.boolean },
  int16: { physical: PHYSICAL.int32, converted: 16, logical: struct({ 10: SIGNED_16_BITS }) },
  int32: { physical: PHYSICAL.int32 },
  int64: { physical: PHYSICAL.int64 },
  timestamp: { physical: PHYSICAL.int64, converted: 10, logical: struct({ 8: UTC_MICROSECONDS }) },
  float: { physical: PHYSICAL.float },
  double: { physical: PHYSICAL.double },
  string: { physical: PHYSICAL.byteArray, converted: 0, logical: struct({ 1: struct({}) }) },
};
