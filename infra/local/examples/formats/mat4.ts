import { littleEndian } from './little-endian.ts';

/** A full real matrix; `values` are column by column, as MATLAB keeps them. */
export interface Mat4Variable {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly values: Int16Array | Float64Array;
}

/**
 * A MAT-file of level 4, little-endian (MathWorks, "MAT-File Format", "Level 4 MAT-File Format"): for each
 * variable a header of five int32 (MOPT, rows, columns, imaginary part, length of the name with its NUL), the
 * name, the values.
 */
export function writeMat4(variables: readonly Mat4Variable[]): Uint8Array {
  return Buffer.concat(variables.flatMap((variable) => [header(variable), littleEndian(variable.values)]));
}

function header({ name, rows, columns, values }: Mat4Variable): Uint8Array {
  if (rows * columns !== values.length) throw new RangeError(`${name} is not ${rows} x ${columns}`);
  // MOPT in decimal digits: little-endian 0, reserved 0, precision (0 double, 3 int16), full matrix 0.
  const mopt = values instanceof Int16Array ? 30 : 0;
  const bytes = Buffer.alloc(20 + name.length + 1);
  for (const [i, word] of [mopt, rows, columns, 0, name.length + 1].entries())
    bytes.writeInt32LE(word, 4 * i);
  bytes.write(name, 20, 'latin1');
  return bytes;
}
