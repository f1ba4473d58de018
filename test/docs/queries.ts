import { readFile } from 'node:fs/promises';

const page = await readFile(new URL('../../docs/queries.md', import.meta.url), 'utf8');

/** Cells of all rows of the tables whose first column has that title. */
function rowsOf(title: string): string[][] {
  const rows = page.split('\n').map((line) =>
    line.startsWith('|')
      ? line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim())
      : [],
  );
  let current = '';
  return rows.flatMap((cells, index) => {
    if (rows[index + 1]?.[0]?.startsWith('---')) current = cells[0] ?? '';
    return current === title && cells[0]?.startsWith('`') ? [cells] : [];
  });
}

const codeIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');

/** Every query that docs/queries.md shows as one to learn from. */
export const shownQueries: readonly string[] = rowsOf('query').flatMap(([cell]) => codeIn(cell ?? ''));

/** Every query that it shows as one that cannot be read. */
export const wrongQueries: readonly {
  readonly text: string;
  readonly position: number;
  readonly expected: string;
}[] = rowsOf('wrong').map(([cell, position, expected]) => ({
  text: codeIn(cell ?? '')[0] ?? '',
  position: Number(position),
  expected: expected ?? '',
}));
