import { deflateSync } from 'node:zlib';
import type { MatMatrix, NumericClass } from '../../../../services/preprocess/mat/types.ts';

type Values = readonly (number | bigint)[];

/** A variable to be written; `stored` is the type on disk where it is not the class's own. */
export interface Sample {
  readonly name: string;
  readonly class: MatMatrix['class'];
  readonly dims: readonly number[];
  readonly values: Values;
  readonly imaginary?: Values;
  readonly stored?: NumericClass;
  readonly flags?: number;
}

const TYPES: Record<
  NumericClass,
  {
    readonly bytes: number;
    /** The number of the type in a level-5 tag, of the class in the array flags, in the third digit of MOPT. */
    readonly mi: number;
    readonly mx: number;
    readonly mopt?: number;
    write(view: DataView, at: number, value: number | bigint, littleEndian: boolean): void;
  }
> = {
  int8: { bytes: 1, mi: 1, mx: 8, write: (view, at, value) => view.setInt8(at, Number(value)) },
  uint8: { bytes: 1, mi: 2, mx: 9, mopt: 5, write: (view, at, value) => view.setUint8(at, Number(value)) },
  int16: { bytes: 2, mi: 3, mx: 10, mopt: 3, write: (view, at, v, le) => view.setInt16(at, Number(v), le) },
  uint16: { bytes: 2, mi: 4, mx: 11, mopt: 4, write: (view, at, v, le) => view.setUint16(at, Number(v), le) },
  int32: { bytes: 4, mi: 5, mx: 12, mopt: 2, write: (view, at, v, le) => view.setInt32(at, Number(v), le) },
  uint32: { bytes: 4, mi: 6, mx: 13, write: (view, at, v, le) => view.setUint32(at, Number(v), le) },
  single: { bytes: 4, mi: 7, mx: 7, mopt: 1, write: (view, at, v, le) => view.setFloat32(at, Number(v), le) },
  double: { bytes: 8, mi: 9, mx: 6, mopt: 0, write: (view, at, v, le) => view.setFloat64(at, Number(v), le) },
  int64: { bytes: 8, mi: 12, mx: 14, write: (view, at, v, le) => view.setBigInt64(at, BigInt(v), le) },
  uint64: { bytes: 8, mi: 13, mx: 15, write: (view, at, v, le) => view.setBigUint64(at, BigInt(v), le) },
};

export const NUMERIC_CLASSES = Object.keys(TYPES) as readonly NumericClass[];
export const LEVEL4_CLASSES = NUMERIC_CLASSES.filter((type) => TYPES[type].mopt !== undefined);

export function bytesOf(type: NumericClass, values: Values, littleEndian: boolean): Buffer {
  const { bytes, write } = TYPES[type];
  const buffer = Buffer.alloc(values.length * bytes);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  for (const [i, value] of values.entries()) write(view, i * bytes, value, littleEndian);
  return buffer;
}

const words = (values: readonly number[], littleEndian: boolean): Buffer =>
  bytesOf(
    'uint32',
    values.map((value) => value >>> 0),
    littleEndian,
  );

// Level 4

export function level4(samples: readonly Sample[], littleEndian = true): Buffer {
  return Buffer.concat(samples.map((sample) => level4Variable(sample, littleEndian)));
}

function level4Variable(sample: Sample, littleEndian: boolean): Buffer {
  const type = sample.stored ?? (sample.class === 'char' ? 'uint8' : sample.class);
  const [rows = 0, columns = 0] = sample.dims;
  return level4Raw(
    {
      mopt: (littleEndian ? 0 : 1000) + 10 * (TYPES[type].mopt ?? 9) + (sample.class === 'char' ? 1 : 0),
      rows,
      columns,
      imaginary: sample.imaginary ? 1 : 0,
      name: sample.name,
    },
    bytesOf(type, [...sample.values, ...(sample.imaginary ?? [])], littleEndian),
    littleEndian,
  );
}

export interface Level4Header {
  readonly mopt: number;
  readonly rows: number;
  readonly columns: number;
  readonly imaginary: number;
  readonly name: string;
}

export function level4Raw(
  { mopt, rows, columns, imaginary, name }: Level4Header,
  content: Uint8Array,
  littleEndian = true,
): Buffer {
  const header = words([mopt, rows, columns, imaginary, name.length + 1], littleEndian);
  return Buffer.concat([header, Buffer.from(`${name}\0`, 'latin1'), content]);
}

// Level 5

export interface Level5Options {
  readonly littleEndian?: boolean;
  readonly compressed?: boolean;
}

export function level5(samples: readonly Sample[], options: Level5Options = {}): Buffer {
  const { littleEndian = true, compressed = false } = options;
  return level5File(
    samples.map((sample) => {
      const element = matrix(sample, littleEndian);
      return compressed ? compressedElement(element, littleEndian) : element;
    }),
    littleEndian,
  );
}

export function level5File(elements: readonly Uint8Array[], littleEndian = true, version = 0x0100): Buffer {
  const header = Buffer.alloc(128);
  header.fill(' ', 0, 116);
  header.write('MATLAB 5.0 MAT-file, written by a test', 'latin1');
  bytesOf('uint16', [version], littleEndian).copy(header, 124);
  header.write(littleEndian ? 'IM' : 'MI', 126, 'latin1');
  return Buffer.concat([header, ...elements]);
}

const MX_CHAR = 4;

export function matrix(sample: Sample, littleEndian = true): Buffer {
  const { name, dims, values, imaginary, flags = 0 } = sample;
  const own = sample.class === 'char' ? 'uint16' : sample.class;
  const type = sample.stored ?? own;
  const data = (part: Values) => element(TYPES[type].mi, bytesOf(type, part, littleEndian), littleEndian);
  return matrixOf(
    {
      flags: (sample.class === 'char' ? MX_CHAR : TYPES[own].mx) | (imaginary ? 0x800 : 0) | flags,
      dims,
      name,
    },
    [data(values), ...(imaginary ? [data(imaginary)] : [])],
    littleEndian,
  );
}

export interface Level5Header {
  readonly flags: number;
  readonly dims: readonly number[];
  readonly name: string;
}

export function matrixOf(
  { flags, dims, name }: Level5Header,
  content: readonly Uint8Array[],
  littleEndian = true,
): Buffer {
  const parts = [
    element(TYPES.uint32.mi, words([flags, 0], littleEndian), littleEndian),
    element(TYPES.int32.mi, words(dims, littleEndian), littleEndian),
    element(TYPES.int8.mi, Buffer.from(name, 'latin1'), littleEndian),
    ...content,
  ];
  return rawElement(14, Buffer.concat(parts), littleEndian);
}

/** A tag and its data, filled up to 8 bytes; up to 4 bytes go into the tag itself. */
export function element(type: number, data: Uint8Array, littleEndian = true): Buffer {
  if (data.length > 0 && data.length <= 4)
    return Buffer.concat([words([(data.length << 16) | type], littleEndian), data], 8);
  return Buffer.concat([rawElement(type, data, littleEndian), Buffer.alloc(-data.length & 7)]);
}

/** A tag that says `length`, and its data without any filling. */
export function rawElement(
  type: number,
  data: Uint8Array,
  littleEndian = true,
  length = data.length,
): Buffer {
  return Buffer.concat([words([type, length], littleEndian), data]);
}

export function compressedElement(content: Uint8Array, littleEndian = true): Buffer {
  return rawElement(15, deflateSync(content), littleEndian);
}
