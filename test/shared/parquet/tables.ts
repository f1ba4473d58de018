/** Random tables, and the ways in which a caller can hand them over. */
import fc from 'fast-check';
import type { Batch, Cell, Column, ColumnType, ColumnValues } from '../../../shared/parquet/columns.ts';
import { type ParquetOptions, writeParquet } from '../../../shared/parquet/writer.ts';

export interface Table {
  readonly columns: readonly Column[];
  /** An array of cells for each column, all of one length. */
  readonly cells: readonly (readonly Cell[])[];
}

const MOST_MICROSECONDS = 8_000_000_000_000_000n;

/** Any value of the type, those at the edge of what it can hold among them. */
const VALUES: Readonly<Record<ColumnType, fc.Arbitrary<Cell>>> = {
  int16: fc.integer({ min: -0x8000, max: 0x7fff }),
  int32: fc.integer({ min: -0x80000000, max: 0x7fffffff }),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  timestamp: fc.bigInt({ min: -MOST_MICROSECONDS, max: MOST_MICROSECONDS }),
  float: fc.float(),
  double: fc.double(),
  boolean: fc.boolean(),
  string: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', 'Ω', '心電図', '😀', '\u0000', '\uffff'),
  ),
};

export const ALL_TYPES = Object.keys(VALUES) as ColumnType[];

/** Values as they come, a few of them over and over, and runs: each is another encoding's case. */
function column(type: ColumnType, rows: number): fc.Arbitrary<Cell[]> {
  const value = VALUES[type];
  const some = fc.array(value, { minLength: 1, maxLength: 6 });
  return fc.oneof(
    fc.array(value, { minLength: rows, maxLength: rows }),
    some.chain((few) => fc.array(fc.constantFrom(...few), { minLength: rows, maxLength: rows })),
    fc
      .tuple(some, fc.integer({ min: 1, max: 40 }))
      .map(([few, run]) =>
        Array.from({ length: rows }, (_, row) => few[Math.floor(row / run) % few.length] as Cell),
      ),
  );
}

/** Some, all or none of the cells are missing. */
const withNulls = (cells: fc.Arbitrary<Cell[]>): fc.Arbitrary<Cell[]> =>
  fc
    .tuple(cells, fc.infiniteStream(fc.integer({ min: 1, max: 10 })), fc.constantFrom(0, 1, 5, 10))
    .map(([present, dice, missing]) =>
      present.map((cell) => (Number(dice.next().value) <= missing ? null : cell)),
    );

/** Up to 5 columns of any types, up to `mostRows` rows. */
export const tables = (mostRows: number): fc.Arbitrary<Table> =>
  fc
    .tuple(
      fc.integer({ min: 0, max: mostRows }),
      fc.array(fc.tuple(fc.constantFrom(...ALL_TYPES), fc.boolean()), { minLength: 1, maxLength: 5 }),
    )
    .chain(([rows, specs]) => {
      const columns = specs.map(([type, nullable], index) => ({ name: `${type} ${index}`, type, nullable }));
      const cells = columns.map(({ type, nullable }) =>
        nullable ? withNulls(column(type, rows)) : column(type, rows),
      );
      return fc.tuple(...cells).map((drawn) => ({ columns, cells: drawn }));
    });

/** Where a table is cut into batches, and which of those are handed over as typed arrays where that is possible. */
export interface Cuts {
  readonly at: readonly number[];
  readonly typed: readonly boolean[];
}

export const cuts = (mostRows: number): fc.Arbitrary<Cuts> =>
  fc.record({
    at: fc.array(fc.integer({ min: 0, max: mostRows }), { maxLength: 8 }),
    typed: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
  });

export const UNCUT: Cuts = { at: [], typed: [] };

export function batchesOf({ columns, cells }: Table, { at, typed }: Cuts): Batch[] {
  const rows = cells[0]?.length ?? 0;
  const edges = [0, ...at.map((edge) => Math.min(edge, rows)).toSorted((a, b) => a - b), rows];
  return edges.slice(1).map((end, batch) => {
    const valuesOf = ({ type, nullable }: Column, index: number): ColumnValues => {
      const cut = cells[index]?.slice(edges[batch], end) ?? [];
      return typed[batch] ? asTyped(type, nullable ?? false, cut) : cut;
    };
    return Object.fromEntries(columns.map((each, index) => [each.name, valuesOf(each, index)]));
  });
}

function asTyped(type: ColumnType, nullable: boolean, cells: readonly Cell[]): ColumnValues {
  if (type === 'string') return cells;
  const numbers = cells.map(Number);
  const bigints = (): bigint[] => cells.map((cell) => BigInt(cell === null ? 0 : (cell as bigint)));
  const values = {
    int16: () => Int16Array.from(numbers),
    int32: () => Int32Array.from(numbers),
    int64: () => BigInt64Array.from(bigints()),
    timestamp: () => BigInt64Array.from(bigints()),
    float: () => Float32Array.from(numbers),
    double: () => Float64Array.from(numbers),
    boolean: () => Uint8Array.from(numbers),
  }[type]();
  return nullable ? { values, valid: Uint8Array.from(cells, (cell) => (cell === null ? 0 : 1)) } : values;
}

/** The whole file. */
export async function bytesOf(
  columns: readonly Column[],
  batches: Iterable<Batch>,
  options: ParquetOptions = {},
): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(writeParquet(columns, batches, options)));
}
