import { cpus, totalmem } from 'node:os';
import type { Figure } from './figure.ts';

const HEAD = ['figure', 'value', 'target', 'met', 'peer'] as const;

const cellsOf = (figure: Figure): string[] => [
  figure.figure,
  `${figure.value} ${figure.unit}`.trim(),
  figure.target ?? '',
  figure.met === undefined ? '' : figure.met ? 'yes' : '**no**',
  figure.peer ?? '',
];

/** The figures as aligned columns. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = [[...HEAD], ...figures.map(cellsOf)].map((row) =>
    row.map((cell) => cell.replaceAll('**', '')),
  );
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** docs/benchmarks.md. */
export function benchmarksPage(
  results: readonly { area: string; about: string; figures: readonly Figure[] }[],
): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform}`;
  const sections = results.map(({ area, about, figures }) =>
    [`## ${area}`, '', about, '', ...markdownTable(figures)].join('\n'),
  );
  return `<!-- Written by \`npm run bench\`. -->
# Benchmarks

Measured on one machine: ${machine}. Sender and platform share its cores. Ratios are taken pair by pair in one run, so
they hold when the machine's speed drifts; absolute times belong to this machine. The peer does the same work in the
same run.

${sections.join('\n\n')}
`;
}

function markdownTable(figures: readonly Figure[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(HEAD), line(HEAD.map(() => '---')), ...figures.map((figure) => line(cellsOf(figure)))];
}
