/** How the values of each column type are held in memory, and what may become such a value. */
import type { Cell, TypedArray } from './columns.ts';
import type { Store } from './values.ts';

interface Settable<S> {
  subarray(from: number, to: number): S;
  set(source: S, at: number): void;
}

type Specifics<S> = Pick<Store<S>, 'allocate' | 'adopt' | 'put'>;

const inTypedArray = <S extends Settable<S>>(specifics: Specifics<S>): Store<S> => ({
  ...specifics,
  view: (values, from, to) => values.subarray(from, to),
  copy: (target, at, source, from, to) => target.set(source.subarray(from, to), at),
});

const isByte = (values: TypedArray): values is Int8Array | Uint8Array =>
  values instanceof Int8Array || values instanceof Uint8Array;

const isShort = (values: TypedArray): values is Int8Array | Uint8Array | Int16Array | Uint16Array =>
  isByte(values) || values instanceof Int16Array || values instanceof Uint16Array;

/** Puts whole numbers of `bits` bits. */
const putWhole =
  (bits: number) =>
  (values: Int16Array | Int32Array, at: number, cell: Cell): boolean => {
    const limit = 2 ** (bits - 1);
    if (typeof cell !== 'number' || !Number.isInteger(cell) || cell < -limit || cell >= limit) return false;
    values[at] = cell;
    return true;
  };

const int16 = inTypedArray<Int16Array>({
  allocate: (length) => new Int16Array(length),
  adopt(values) {
    if (values instanceof Int16Array) return values;
    return isByte(values) ? new Int16Array(values) : undefined;
  },
  put: putWhole(16),
});

const int32 = inTypedArray<Int32Array>({
  allocate: (length) => new Int32Array(length),
  adopt(values) {
    if (values instanceof Int32Array) return values;
    return isShort(values) ? new Int32Array(values) : undefined;
  },
  put: putWhole(32),
});

/** A 64-bit store whose cells `convert` to a bigint, or to undefined. */
const int64Of = (convert: (cell: Cell) => bigint | undefined): Store<BigInt64Array> =>
  inTypedArray<BigInt64Array>({
    allocate: (length) => new BigInt64Array(length),
    adopt: (values) => (values instanceof BigInt64Array ? values : undefined),
    put(values, at, cell) {
      const value = convert(cell);
      if (value === undefined || BigInt.asIntN(64, value) !== value) return false;
      values[at] = value;
      return true;
    },
  });

const int64 = int64Of((cell) => {
  if (typeof cell === 'bigint') return cell;
  return Number.isSafeInteger(cell) ? BigInt(Number(cell)) : undefined;
});

const timestamp = int64Of((cell) => {
  if (typeof cell === 'bigint') return cell;
  return cell instanceof Date && !Number.isNaN(cell.getTime()) ? BigInt(cell.getTime()) * 1000n : undefined;
});

function putNumber(values: Float32Array | Float64Array, at: number, cell: Cell): boolean {
  if (typeof cell !== 'number') return false;
  values[at] = cell;
  return true;
}

const float = inTypedArray<Float32Array>({
  allocate: (length) => new Float32Array(length),
  adopt(values) {
    if (values instanceof Float32Array) return values;
    return isShort(values) ? new Float32Array(values) : undefined;
  },
  put: putNumber,
});

const double = inTypedArray<Float64Array>({
  allocate: (length) => new Float64Array(length),
  adopt(values) {
    if (values instanceof Float64Array) return values;
    return values instanceof BigInt64Array ? undefined : new Float64Array(values);
  },
  put: putNumber,
});

const boolean = inTypedArray<Uint8Array>({
  allocate: (length) => new Uint8Array(length),
  adopt: (values) => (values instanceof Uint8Array ? values : undefined),
  put(values, at, cell) {
    if (typeof cell !== 'boolean') return false;
    values[at] = cell ? 1 : 0;
    return true;
  },
});

const string: Store<string[]> = {
  allocate: () => [],
  view: (values, from, to) => values.slice(from, to),
  copy(target, at, source, from, to) {
    for (let k = from; k < to; k += 1) target[at + k - from] = source[k] ?? '';
  },
  adopt: () => undefined,
  put(values, at, cell) {
    if (typeof cell !== 'string') return false;
    // Half a surrogate pair has no UTF-8.
    values[at] = cell.toWellFormed();
    return true;
  },
  textIn: (values, row) => values[row]?.length ?? 0,
};

export const stores = { int16, int32, int64, timestamp, float, double, boolean, string } as const;
