/** What the beginning of a MAT-file says about it. */
export interface MatHeader {
  readonly level: 4 | 5;
  /** At level 4 each variable has a byte order of its own; this is the first one's. */
  readonly littleEndian: boolean;
  /** Level 5: the descriptive text, usually with platform and date. */
  readonly text?: string;
}

export type NumericClass =
  | 'double'
  | 'single'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64';

export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

export type BigIntArray = BigInt64Array | BigUint64Array;

export type MatArray = NumberArray | BigIntArray;

interface Described {
  readonly file: MatHeader;
  readonly name: string;
  /** Rows, columns, and so on; empty for `opaque`, which keeps its shape to itself. */
  readonly dims: readonly number[];
  readonly complex: boolean;
  /** True and false, kept as 1 and 0 of the class. */
  readonly logical: boolean;
  readonly global: boolean;
}

/** Numbers or characters. */
export interface MatMatrix extends Described {
  readonly class: NumericClass | 'char';
  /**
   * The values (the real parts) column by column, in the class's own array (`double`: Float64Array; `char`:
   * UTF-16 code units in Uint16Array) however compactly they are stored. At most 1 MiB a block; a block may be a
   * view of the chunk that came in. Can be read once, and only until the next variable is asked for.
   */
  blocks(): AsyncIterable<MatArray>;
  /** Of a complex matrix: the imaginary parts, in the same way. To be read after the real ones. */
  imaginary?(): AsyncIterable<MatArray>;
}

/** What holds no plain signal: it is named, its content is passed over. */
export interface MatContainer extends Described {
  readonly class: 'cell' | 'struct' | 'object' | 'sparse' | 'function' | 'opaque';
}

/** `'blocks' in variable` tells a matrix from a container. */
export type MatVariable = MatMatrix | MatContainer;

export interface MatLimits {
  /** What all compressed elements of a file may declare to inflate to, in bytes; 16 GiB unless told. */
  readonly inflatedBytes?: number;
}
