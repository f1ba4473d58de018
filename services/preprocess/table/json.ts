import type { Batch, Cell, Column } from '../../../shared/parquet/columns.ts';
import { FileRefusal } from '../errors.ts';
import type { Input } from '../input.ts';
import type { Output } from '../output.ts';
import type { Processed } from '../processor.ts';
import { uniqueNames } from '../unique-names.ts';
import type { CellType } from './cell-types.ts';

/** JSON is read as a whole. */
export const MOST_JSON_BYTES = 16 * 1024 * 1024;

type Scalar = string | number | boolean | null;
type Row = Readonly<Record<string, Scalar>>;

/** A JSON list of flat objects as a table; JSON of any other form is none, and no fault of the file. */
export async function processJson(input: Input, output: Output): Promise<Processed> {
  if (input.size > MOST_JSON_BYTES)
    throw new FileRefusal(
      'table-too-large',
      `${input.size} bytes of JSON; at most ${MOST_JSON_BYTES} are read.`,
    );
  const value = parse(Buffer.concat(await Array.fromAsync(input.open())));
  if (!isTable(value)) return { skipped: 'no list of flat objects' };
  const keys = [...new Set(value.flatMap(Object.keys))];
  const names = uniqueNames(keys, ['session', 'file']);
  const types = keys.map((key) => typeOf(value, key));
  const columns: Column[] = [
    { name: 'session', type: 'string' },
    { name: 'file', type: 'string' },
    ...names.map((name, i) => ({ name, type: types[i] ?? 'string', nullable: true })),
  ];
  const cells = keys.map((key, i) => {
    const type = types[i] ?? 'string';
    return [
      names[i] ?? key,
      value.map((row) => toCell(Object.hasOwn(row, key) ? row[key] : null, type)),
    ] as const;
  });
  const batch: Batch = {
    session: value.map(() => input.session),
    file: value.map(() => input.path),
    ...Object.fromEntries(cells),
  };
  await output.add(input.path, columns, [batch]);
  return { quality: [] };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FileRefusal('table-unreadable', `The file is not JSON in UTF-8: ${reason}`, { cause });
  }
}

const isTable = (value: unknown): value is readonly Row[] =>
  Array.isArray(value) && value.length > 0 && value.every(isRow);

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0 &&
  Object.values(value).every((each) => typeof each !== 'object' || each === null);

function typeOf(rows: readonly Row[], key: string): CellType {
  const values = rows.flatMap((row) => (Object.hasOwn(row, key) ? (row[key] ?? []) : []));
  if (values.length === 0) return 'string';
  if (values.every((value) => typeof value === 'boolean')) return 'boolean';
  if (values.every(Number.isSafeInteger)) return 'int64';
  return values.every((value) => typeof value === 'number') ? 'double' : 'string';
}

function toCell(value: Scalar | undefined, type: CellType): Cell {
  if (value === null || value === undefined) return null;
  if (type === 'int64') return BigInt(value);
  return type === 'string' ? String(value) : value;
}
