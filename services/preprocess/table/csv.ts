import type { Batch, Column } from '../../../shared/parquet/columns.ts';
import { FileRefusal } from '../errors.ts';
import type { Input } from '../input.ts';
import type { Output } from '../output.ts';
import type { Processed } from '../processor.ts';
import { uniqueNames } from '../unique-names.ts';
import { type CellType, openCellType, toCell } from './cell-types.ts';
import { readCsv } from './read-csv.ts';

const BATCH_ROWS = 4096;

/**
 * A CSV or TSV file as a table that is called like it. It is read twice: once to see that it is whole and which
 * types its columns have, once to write them.
 */
export async function processCsv(input: Input, output: Output): Promise<Processed> {
  const { names, types } = await learn(input);
  const columns: Column[] = [
    { name: 'session', type: 'string' },
    { name: 'file', type: 'string' },
    ...names.map((name, i) => ({ name, type: types[i] ?? 'string', nullable: true })),
  ];
  await output.add(input.path, columns, batches(input, names, types));
  return { quality: [] };
}

async function learn({ open, path }: Input): Promise<{ names: string[]; types: CellType[] }> {
  let names: string[] | undefined;
  let learners: ReturnType<typeof openCellType>[] = [];
  for await (const row of readCsv(open(), path)) {
    if (names) for (const [i, cell] of row.entries()) learners[i]?.see(cell.trim());
    else {
      names = uniqueNames(withoutMark(row), ['session', 'file']);
      learners = names.map(openCellType);
    }
  }
  if (!names) throw new FileRefusal('table-unreadable', 'The file is empty: it has no header.');
  return { names, types: learners.map((learner) => learner.type()) };
}

/** Some programs begin UTF-8 with a byte-order mark; the decoder leaves one where a second one follows. */
const withoutMark = (header: readonly string[]): string[] =>
  header.map((name) => name.replace(/^\uFEFF/, ''));

async function* batches(
  { open, path, session }: Input,
  names: readonly string[],
  types: readonly CellType[],
): AsyncGenerator<Batch> {
  const rows: (readonly string[])[] = [];
  let header = true;
  for await (const row of readCsv(open(), path)) {
    if (header) {
      header = false;
      continue;
    }
    rows.push(row);
    if (rows.length === BATCH_ROWS) yield toBatch(rows.splice(0));
  }
  yield toBatch(rows);

  function toBatch(taken: readonly (readonly string[])[]): Batch {
    const cells = names.map((name, i) => {
      const type = types[i] ?? 'string';
      const clean = (text: string): string => (type === 'string' ? text : text.trim());
      return [name, taken.map((row) => toCell(clean(row[i] ?? ''), type))] as const;
    });
    return { session: taken.map(() => session), file: taken.map(() => path), ...Object.fromEntries(cells) };
  }
}
