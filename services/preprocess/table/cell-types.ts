import type { Cell, ColumnType } from '../../../shared/parquet/columns.ts';

/** Types that a column of text can turn out to have, the narrowest first. */
export type CellType = Extract<ColumnType, 'boolean' | 'int64' | 'double' | 'string'>;

/** No leading zeros: `007` is a name. */
const INTEGER = /^[+-]?(?:0|[1-9]\d{0,14})$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const LEADING_ZEROS = /^[+-]?0\d/;
const NOT_FINITE = /^(?:NaN|[+-]?inf(?:inity)?)$/i;
const BOOLEAN = /^(?:true|false)$/i;
/** How tables write that there is no value. */
const MISSING = /^(?:|n\/a|na|nan|null|none)$/i;

/** Learns of one column, cell by cell, which type all of its cells have. */
export function openCellType(): { see(text: string): void; type(): CellType } {
  let seen = false;
  let [boolean, integer, number] = [true, true, true];
  return {
    see(text) {
      if (!(boolean || integer || number) || MISSING.test(text)) return;
      seen = true;
      boolean &&= BOOLEAN.test(text);
      integer &&= INTEGER.test(text);
      number &&= (NUMBER.test(text) && !LEADING_ZEROS.test(text)) || NOT_FINITE.test(text);
    },
    type() {
      if (!seen) return 'string';
      if (boolean) return 'boolean';
      if (integer) return 'int64';
      return number ? 'double' : 'string';
    },
  };
}

/** A cell as a value of its column. In a column of text only an empty cell says nothing: `NA` may be a name there. */
export function toCell(text: string, type: CellType): Cell {
  if (type === 'string') return text === '' ? null : text;
  if (MISSING.test(text)) return null;
  if (type === 'boolean') return text.toLowerCase() === 'true';
  return type === 'int64' ? BigInt(text.replace('+', '')) : toNumber(text);
}

function toNumber(text: string): number {
  if (!NOT_FINITE.test(text)) return Number(text);
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
