/** The rows of the page that is being filled. */
import type { Rows, Store } from './values.ts';

export interface PageRows<S> {
  readonly rows: number;
  /** Of the rows that have one. */
  readonly values: S;
  readonly nullCount: number;
  /** Definition levels of a nullable column: 1 where the row has a value, else 0. */
  readonly levels: Int32Array | undefined;
}

export interface GatheredRows<S> {
  append(given: Rows<S>, from: number, to: number): void;
  /** What was appended, to be used before the next append; undefined when that is nothing. */
  take(): PageRows<S> | undefined;
}

export function openGatheredRows<S>(store: Store<S>, nullable: boolean, mostRows: number): GatheredRows<S> {
  let capacity = 0;
  let values = store.allocate(0);
  let levels = new Uint8Array(0);
  let rows = 0;
  let present = 0;

  function reserve(wanted: number): void {
    if (wanted <= capacity) return;
    capacity = Math.min(mostRows, Math.max(wanted, 2 * capacity));
    const longer = store.allocate(capacity);
    store.copy(longer, 0, values, 0, present);
    values = longer;
    if (!nullable) return;
    const longerLevels = new Uint8Array(capacity);
    longerLevels.set(levels);
    levels = longerLevels;
  }

  function appendPresent(given: Rows<S>, from: number, to: number): void {
    store.copy(values, present, given.values, from, to);
    present += to - from;
  }

  function appendValid(given: Rows<S>, valid: Uint8Array, from: number, to: number): void {
    for (let start = from; start < to; ) {
      const isValid = valid[start] !== 0;
      let end = start + 1;
      while (end < to && (valid[end] !== 0) === isValid) end += 1;
      levels.fill(isValid ? 1 : 0, rows + start - from, rows + end - from);
      if (isValid) appendPresent(given, start, end);
      start = end;
    }
  }

  return {
    append(given, from, to) {
      reserve(rows + to - from);
      if (given.valid) appendValid(given, given.valid, from, to);
      else {
        appendPresent(given, from, to);
        levels.fill(1, rows, rows + to - from);
      }
      rows += to - from;
    },
    take() {
      if (rows === 0) return undefined;
      const taken = {
        rows,
        values: store.view(values, 0, present),
        nullCount: rows - present,
        levels: nullable ? new Int32Array(levels.subarray(0, rows)) : undefined,
      };
      rows = 0;
      present = 0;
      return taken;
    },
  };
}
