/** How the values of each column type become bytes: the encodings that every reader takes. */
import {
  type Bounds,
  openBooleanBounds,
  openFloatBounds,
  openInteger64Bounds,
  openIntegerBounds,
  openStringBounds,
} from './bounds.ts';
import type { ByteSink } from './bytes.ts';
import type { ColumnType } from './columns.ts';
import { encodeDelta } from './delta.ts';
import { encodeDelta64 } from './delta64.ts';
import { type Dictionary, openFloatDictionary, openStringDictionary } from './dictionary.ts';
import { plainBooleans, plainNumbers, plainStrings } from './plain.ts';
import { ENCODING, type Encoding } from './schema.ts';
import { stores } from './stores.ts';
import type { Store } from './values.ts';

export interface Format<S> {
  readonly store: Store<S>;
  /** What `encode` writes, for one value or more. */
  readonly encoding: Encoding;
  encode(values: S, sink: ByteSink): void;
  /** For types whose values may repeat; its entries are PLAIN, as `encode` of these types is. */
  openDictionary?(): Dictionary<S>;
  openBounds(): Bounds<S>;
}

/** In what the values of each type are held. */
export interface Held {
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  timestamp: BigInt64Array;
  float: Float32Array;
  double: Float64Array;
  boolean: Uint8Array;
  string: string[];
}

const plain = { encoding: ENCODING.plain } as const;
const delta = { encoding: ENCODING.deltaBinaryPacked } as const;
const whole = { ...delta, encode: encodeDelta, openBounds: openIntegerBounds };
const whole64 = { ...delta, encode: encodeDelta64, openBounds: openInteger64Bounds };

export const formats: { readonly [T in ColumnType]: Format<Held[T]> } = {
  int16: { ...whole, store: stores.int16 },
  int32: { ...whole, store: stores.int32 },
  int64: { ...whole64, store: stores.int64 },
  timestamp: { ...whole64, store: stores.timestamp },
  float: {
    ...plain,
    store: stores.float,
    encode: plainNumbers,
    openDictionary: () => openFloatDictionary(Float32Array),
    openBounds: () => openFloatBounds((value) => Float32Array.of(value)),
  },
  double: {
    ...plain,
    store: stores.double,
    encode: plainNumbers,
    openDictionary: () => openFloatDictionary(Float64Array),
    openBounds: () => openFloatBounds((value) => Float64Array.of(value)),
  },
  boolean: { ...plain, store: stores.boolean, encode: plainBooleans, openBounds: openBooleanBounds },
  string: {
    ...plain,
    store: stores.string,
    encode: plainStrings,
    openDictionary: openStringDictionary,
    openBounds: openStringBounds,
  },
};
