/** What a table's columns are, and what a batch may hold for them. */

export type ColumnType =
  | 'int16'
  | 'int32'
  | 'int64'
  | 'float'
  | 'double'
  | 'boolean'
  | 'string'
  /** A point in time, microseconds since 1970 in UTC. */
  | 'timestamp';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether values may be missing; not unless it is said. */
  readonly nullable?: boolean;
}

export type TypedArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** A typed array of which some places are empty: `valid` has one byte a row, 0 where there is no value. */
export interface MaskedValues {
  readonly values: TypedArray;
  readonly valid: Uint8Array;
}

/** Milliseconds in a Date, microseconds in a bigint: both are a timestamp. */
export type Cell = string | number | bigint | boolean | Date | null;

/**
 * The values of one column, a value a row:
 * - a typed array of the column's own type (int16: Int16Array, int64 and timestamp: BigInt64Array, boolean: a
 *   Uint8Array where 0 is false), or of a narrower type that it can hold without loss;
 * - the same with a mask, for a nullable column;
 * - an array of cells, for strings and small tables; null is a missing value.
 */
export type ColumnValues = TypedArray | MaskedValues | readonly Cell[];

export type Batch = Readonly<Record<string, ColumnValues>>;

/** Throws TypeError unless there is a column and every column has a name of its own. */
export function checkColumns(columns: readonly Column[]): void {
  if (columns.length === 0) throw new TypeError('A Parquet table needs a column.');
  const names = new Set<string>();
  for (const { name } of columns) {
    if (name === '') throw new TypeError('A column of a Parquet table needs a name.');
    if (names.has(name)) throw new TypeError(`Two columns have the name ${JSON.stringify(name)}.`);
    names.add(name);
  }
}

/** Throws TypeError unless `batch` has values for exactly these columns. */
export function checkNames(columns: readonly Column[], batch: Batch): void {
  const names = new Set(columns.map(({ name }) => name));
  const unknown = Object.keys(batch).find((name) => !names.has(name));
  if (unknown !== undefined) throw new TypeError(`The table has no column ${JSON.stringify(unknown)}.`);
  const missing = columns.find(({ name }) => !Object.hasOwn(batch, name) || batch[name] === undefined);
  if (missing) throw new TypeError(`The batch has no values for the column ${JSON.stringify(missing.name)}.`);
}
