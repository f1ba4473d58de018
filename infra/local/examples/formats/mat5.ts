import { littleEndian } from './little-endian.ts';

/** A numeric matrix; `values` are column by column, as MATLAB keeps them. */
export interface Mat5Matrix {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly values: Int16Array | Float64Array;
}

/** A matrix of characters, one string of ASCII a row; shorter rows are filled with spaces, as `char()` does. */
export interface Mat5Text {
  readonly name: string;
  readonly text: readonly string[];
}

const MI_INT8 = 1;
const MI_INT16 = 3;
const MI_UINT16 = 4;
const MI_INT32 = 5;
const MI_UINT32 = 6;
const MI_DOUBLE = 9;
const MI_MATRIX = 14;

const MX_CHAR = 4;
const MX_DOUBLE = 6;
const MX_INT16 = 10;

/**
 * A MAT-file of level 5, little-endian (MathWorks, "MAT-File Format", "Level 5 MAT-File Format"): a header of
 * 128 bytes, then one miMATRIX element for each variable. Never compressed, because the compressed bytes would
 * depend on the version of zlib.
 */
export function writeMat5(variables: readonly (Mat5Matrix | Mat5Text)[]): Uint8Array {
  return Buffer.concat([
    fileHeader(),
    ...variables.map((variable) => ('text' in variable ? charMatrix(variable) : numericMatrix(variable))),
  ]);
}

function fileHeader(): Uint8Array {
  const bytes = Buffer.alloc(128);
  bytes.fill(' ', 0, 116);
  bytes.write('MATLAB 5.0 MAT-file, Platform: GLNXA64, written by infra/local/examples', 0, 'latin1');
  bytes.writeUInt16LE(0x0100, 124);
  bytes.write('IM', 126, 'latin1');
  return bytes;
}

function numericMatrix({ name, rows, columns, values }: Mat5Matrix): Uint8Array {
  if (rows * columns !== values.length) throw new RangeError(`${name} is not ${rows} x ${columns}`);
  const int16 = values instanceof Int16Array;
  const data = element(int16 ? MI_INT16 : MI_DOUBLE, littleEndian(values));
  return matrix(int16 ? MX_INT16 : MX_DOUBLE, name, [rows, columns], data);
}

function charMatrix({ name, text }: Mat5Text): Uint8Array {
  const columns = Math.max(...text.map((row) => row.length));
  const codes = Int16Array.from({ length: text.length * columns }, (_, i) => {
    const row = text[i % text.length] ?? '';
    return row.padEnd(columns).charCodeAt(Math.floor(i / text.length));
  });
  return matrix(MX_CHAR, name, [text.length, columns], element(MI_UINT16, littleEndian(codes)));
}

function matrix(
  arrayClass: number,
  name: string,
  dimensions: readonly number[],
  data: Uint8Array,
): Uint8Array {
  const content = [
    element(MI_UINT32, int32([arrayClass, 0])),
    element(MI_INT32, int32(dimensions)),
    element(MI_INT8, Buffer.from(name, 'latin1')),
    data,
  ];
  return element(MI_MATRIX, Buffer.concat(content));
}

/** A tag and its data, filled to a multiple of 8 bytes; up to 4 bytes go into the tag itself (the small form). */
function element(type: number, data: Uint8Array): Uint8Array {
  if (data.length <= 4) return Buffer.concat([int32([type | (data.length << 16)]), data], 8);
  const size = 8 + Math.ceil(data.length / 8) * 8;
  return Buffer.concat([int32([type, data.length]), data], size);
}

function int32(values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeInt32LE(value, 4 * i);
  return bytes;
}
