/** From what a caller gives for a column to the one form that is encoded, checked before anything is kept. */
import type { Cell, Column, ColumnValues, MaskedValues, TypedArray } from './columns.ts';

/** A value for every row; where `valid` is 0 it means nothing. */
export interface Rows<S> {
  readonly length: number;
  readonly values: S;
  readonly valid?: Uint8Array;
}

/** How the values of one column type are held. */
export interface Store<S> {
  allocate(length: number): S;
  /** The same values, from `from` up to `to`; no copy where that can be had. */
  view(values: S, from: number, to: number): S;
  copy(target: S, at: number, source: S, from: number, to: number): void;
  /** The array in this store's own type; undefined where it could lose something. */
  adopt(values: TypedArray): S | undefined;
  /** Puts a cell at its place, or returns false if it is no such value. */
  put(values: S, at: number, cell: Exclude<Cell, null>): boolean;
  /** UTF-16 units of the text in this row, for stores whose rows differ in size. */
  textIn?(values: S, row: number): number;
}

/** Throws TypeError, naming column and row, for values that are not of the column's type. */
export function readValues<S>(column: Column, store: Store<S>, given: ColumnValues): Rows<S> {
  if (isCells(given)) return readCells(column, store, given);
  if (isMasked(given)) {
    if (!column.nullable) throw fault(column, 'is not nullable and takes no mask');
    if (given.valid.length !== given.values.length)
      throw fault(column, `has ${given.values.length} values and ${given.valid.length} bytes of mask`);
    return {
      length: given.valid.length,
      values: adopt(column, store, given.values),
      valid: given.valid,
    };
  }
  return { length: given.length, values: adopt(column, store, given) };
}

const isCells = (given: ColumnValues): given is readonly Cell[] => Array.isArray(given);

const isMasked = (given: TypedArray | MaskedValues): given is MaskedValues => 'valid' in given;

function adopt<S>(column: Column, store: Store<S>, values: TypedArray): S {
  const adopted = store.adopt(values);
  if (adopted === undefined) throw fault(column, `cannot hold every value of ${show(values)}`);
  return adopted;
}

function readCells<S>(column: Column, store: Store<S>, cells: readonly Cell[]): Rows<S> {
  const values = store.allocate(cells.length);
  const valid = column.nullable ? new Uint8Array(cells.length) : undefined;
  for (const [row, cell] of cells.entries()) {
    if (cell === null) {
      if (!valid) throw fault(column, `is not nullable and has a null in row ${row} of the batch`);
      continue;
    }
    if (!store.put(values, row, cell))
      throw fault(column, `cannot hold ${show(cell)}, in row ${row} of the batch`);
    if (valid) valid[row] = 1;
  }
  return { length: cells.length, values, ...(valid && { valid }) };
}

const fault = ({ name, type }: Column, what: string): TypeError =>
  new TypeError(`The ${type} column ${JSON.stringify(name)} ${what}.`);

function show(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  return `the ${typeof value} ${String(value).slice(0, 60)}`;
}
