/** How many rows go into a page and into a row group. */
import type { Column, ColumnType } from './columns.ts';

export interface Limits {
  readonly rowGroupRows: number;
  readonly pageRows: number;
}

/** Of values before encoding, in a row group. */
const ROW_GROUP_BYTES = 64 * 2 ** 20;
const MOST_ROWS = 2 ** 20;
/** Thousands of columns still make row groups that are worth their place in the footer. */
const LEAST_ROWS = 2 ** 10;
/** Compressing smaller pages takes longer for the same bytes, larger ones are no faster. */
const MOST_PAGE_ROWS = 2 ** 16;
const LEAST_PAGES = 2;

/** UTF-16 units in a row group; the row that reaches it is its last. Strings have no size that is known before. */
export const MOST_TEXT = 2 ** 24;

const BYTES: Readonly<Record<ColumnType, number>> = {
  boolean: 1,
  int16: 2,
  int32: 4,
  float: 4,
  double: 8,
  int64: 8,
  timestamp: 8,
  string: 16,
};

/** Throws RangeError for limits that are no positive whole numbers. */
export function chooseLimits(columns: readonly Column[], wanted: Partial<Limits>): Limits {
  const rowBytes = columns.reduce((total, { type }) => total + BYTES[type], 0);
  const fitting = Math.floor(ROW_GROUP_BYTES / rowBytes);
  const rowGroupRows = wanted.rowGroupRows ?? Math.min(MOST_ROWS, Math.max(LEAST_ROWS, fitting));
  const pageRows = wanted.pageRows ?? Math.min(MOST_PAGE_ROWS, Math.ceil(rowGroupRows / LEAST_PAGES));
  for (const [name, rows] of Object.entries({ rowGroupRows, pageRows }))
    if (!Number.isSafeInteger(rows) || rows < 1)
      throw new RangeError(`${name} is ${rows}, and has to be a whole number above 0.`);
  return { rowGroupRows, pageRows };
}
