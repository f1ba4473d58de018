import stringWidth from 'string-width';

/** A column that starts with `>` is set to the right. */
export type Cells = readonly string[];

interface Drawing {
  readonly heads: Cells;
  readonly rows: readonly Cells[];
  readonly widths: readonly number[];
  readonly right: readonly boolean[];
}

function measure(heads: Cells, rows: readonly Cells[]): Drawing {
  const right = heads.map((head) => head.startsWith('>'));
  const plain = heads.map((head) => head.replace(/^>/, ''));
  const widths = plain.map((head, at) =>
    Math.max(stringWidth(head), ...rows.map((row) => stringWidth(row[at] ?? ''))),
  );
  return { heads: plain, rows, widths, right };
}

function padded({ widths, right }: Drawing, cells: Cells): readonly string[] {
  return widths.map((width, at) => {
    const cell = cells[at] ?? '';
    const space = ' '.repeat(Math.max(0, width - stringWidth(cell)));
    return right[at] ? space + cell : cell + space;
  });
}

/** Lines for a terminal, which knows no Markdown. */
export function screenTable(heads: Cells, rows: readonly Cells[]): readonly string[] {
  const plain = rows.map((row) => row.map((cell) => cell.replaceAll('`', '')));
  const drawing = measure(heads, plain);
  const line = (cells: Cells) => padded(drawing, cells).join('  ').trimEnd();
  return [
    line(drawing.heads),
    drawing.widths.map((width) => '-'.repeat(width)).join('  '),
    ...plain.map(line),
  ];
}

/** The same in Markdown. */
export function pageTable(heads: Cells, rows: readonly Cells[]): string {
  const { right } = measure(heads, rows);
  const line = (cells: Cells) => `| ${cells.join(' | ')} |`;
  const plain = heads.map((head) => head.replace(/^>/, ''));
  return [line(plain), line(right.map((isRight) => (isRight ? '---:' : '---'))), ...rows.map(line)].join(
    '\n',
  );
}

/** `$12.30`; less than half a cent is `$0.00`. */
export const dollars = (usd: number): string => `$${usd.toFixed(2)}`;
