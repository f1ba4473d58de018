import { endianness } from 'node:os';
import { MatError } from './errors.ts';
import type { BigIntArray, MatArray, NumberArray, NumericClass } from './types.ts';

const HOST_IS_LITTLE_ENDIAN = endianness() === 'LE';

interface ArrayOf<Values, Value> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): Values;
  new (values: ArrayLike<Value>): Values;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Values;
}

type BigClass = 'int64' | 'uint64';

const BIG: Record<BigClass, ArrayOf<BigIntArray, bigint>> = { int64: BigInt64Array, uint64: BigUint64Array };

const NUMBERS: Record<Exclude<NumericClass, BigClass>, ArrayOf<NumberArray, number>> = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  single: Float32Array,
  double: Float64Array,
};

/** The powers of two between which every integer is kept exactly. */
const INTEGERS: Record<NumericClass, readonly [least: number, most: number]> = {
  int8: [-(2 ** 7), 2 ** 7],
  uint8: [0, 2 ** 8],
  int16: [-(2 ** 15), 2 ** 15],
  uint16: [0, 2 ** 16],
  int32: [-(2 ** 31), 2 ** 31],
  uint32: [0, 2 ** 32],
  int64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
  single: [-(2 ** 24), 2 ** 24],
  double: [-(2 ** 53), 2 ** 53],
};

const isBig = (type: NumericClass): type is BigClass => type === 'int64' || type === 'uint64';

export const bytesPerValue = (type: NumericClass): number =>
  (isBig(type) ? BIG[type] : NUMBERS[type]).BYTES_PER_ELEMENT;

/**
 * The values that `bytes` hold as `stored`, in the array of `wanted`: a view of the bytes where type, byte order
 * and alignment permit. Level 5 stores values in a smaller type where they fit; one that does not keep its value
 * in `wanted` is MatError `mat-corrupt`.
 */
export function valuesOf(
  bytes: Uint8Array,
  stored: NumericClass,
  wanted: NumericClass,
  littleEndian: boolean,
  offset: number,
): MatArray {
  const values = read(bytes, stored, littleEndian);
  if (stored === wanted) return values;
  if (isBig(wanted)) return toBigInts(values, BIG[wanted], offset);
  if (isBigIntArray(values) || !alwaysFits(stored, wanted)) return toNumbers(values, NUMBERS[wanted], offset);
  return new NUMBERS[wanted](values);
}

function read(bytes: Uint8Array, type: NumericClass, littleEndian: boolean): MatArray {
  const size = bytesPerValue(type);
  const own = inHostOrder(bytes, size, littleEndian);
  const length = own.byteLength / size;
  return isBig(type)
    ? new BIG[type](own.buffer, own.byteOffset, length)
    : new NUMBERS[type](own.buffer, own.byteOffset, length);
}

/** The same bytes, aligned to `size`; copied only where they must be. */
function inHostOrder(bytes: Uint8Array, size: number, littleEndian: boolean): Uint8Array {
  const foreign = size > 1 && littleEndian !== HOST_IS_LITTLE_ENDIAN;
  if (!foreign && bytes.byteOffset % size === 0) return bytes;
  const copy = bytes.slice();
  if (!foreign) return copy;
  const swapped = Buffer.from(copy.buffer);
  if (size === 2) swapped.swap16();
  else if (size === 4) swapped.swap32();
  else swapped.swap64();
  return copy;
}

function alwaysFits(stored: NumericClass, wanted: NumericClass): boolean {
  if (stored === 'single') return wanted === 'double';
  const [least, most] = INTEGERS[stored];
  return stored !== 'double' && least >= INTEGERS[wanted][0] && most <= INTEGERS[wanted][1];
}

const isBigIntArray = (values: MatArray): values is BigIntArray =>
  values instanceof BigInt64Array || values instanceof BigUint64Array;

function toNumbers(values: MatArray, Wanted: ArrayOf<NumberArray, number>, offset: number): NumberArray {
  const converted = new Wanted(values.length);
  for (const [i, value] of values.entries()) {
    converted[i] = Number(value);
    if (!same(converted[i], value)) throw unfit(value, offset);
  }
  return converted;
}

function toBigInts(values: MatArray, Wanted: ArrayOf<BigIntArray, bigint>, offset: number): BigIntArray {
  const converted = new Wanted(values.length);
  for (const [i, value] of values.entries()) {
    if (typeof value === 'number' && !Number.isInteger(value)) throw unfit(value, offset);
    converted[i] = BigInt(value);
    if (!same(converted[i], value)) throw unfit(value, offset);
  }
  return converted;
}

/** Whether two numbers of any kind have the same value; `<=` compares bigint and number exactly. */
const same = (a: number | bigint | undefined, b: number | bigint): boolean =>
  a !== undefined && ((a <= b && a >= b) || (Number.isNaN(a) && Number.isNaN(b)));

const unfit = (value: number | bigint, offset: number): MatError =>
  new MatError('mat-corrupt', `The value ${value} does not fit the class of its variable`, offset);
