import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';
const LEAST_LAST = 8;

/**
 * Rows under aligned titles, as wide as their content; columns that are empty in every row are left out. On a
 * terminal of `width` characters the last column is cut where it would not fit. Cells may be coloured.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: { width?: number | undefined; title?: (text: string) => string } = {},
): string[] {
  const { width = Number.POSITIVE_INFINITY, title = (text) => text } = options;
  const shown = columns
    .map((column, index) => ({ ...column, cells: rows.map((row) => row[index] ?? '') }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map((column) => ({ ...column, width: widest([column.title, ...column.cells]) }));
  const last = shown.length - 1;
  const room = width - shown.slice(0, -1).reduce((sum, column) => sum + column.width + GAP.length, 0);

  const line = (cell: (column: (typeof shown)[number]) => string): string =>
    shown
      .map((column, index) => {
        const text = index === last ? cut(cell(column), Math.max(LEAST_LAST, room)) : cell(column);
        return pad(text, column.width, column.align);
      })
      .join(GAP)
      .trimEnd();

  return [
    title(line((column) => column.title)),
    ...rows.map((_, row) => line(({ cells }) => cells[row] ?? '')),
  ];
}

/** Names with their values, the values aligned. */
export function pairs(
  rows: readonly (readonly [name: string, value: string])[],
  name: (text: string) => string = (text) => text,
): string[] {
  const width = widest(rows.map(([text]) => text));
  return rows.map(([text, value]) => `${name(pad(text, width))}${GAP}${value}`.trimEnd());
}

const widest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, stringWidth(text)), 0);

function pad(text: string, width: number, align: Column['align'] = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'right' ? space + text : text + space;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most `width` columns. A cut text loses its colours: half an escape sequence would colour all that follows. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  let taken = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) {
    taken += stringWidth(segment);
    if (taken > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
