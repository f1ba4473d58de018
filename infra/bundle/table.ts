import type { Bundle } from '../bundle.ts';

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);

/** The sizes of bundles, aligned; zipped with their source maps. */
export function bundleTable(bundles: readonly Bundle[]): string {
  const rows = [
    ['service', 'minified KB', 'zipped KB', 'modules'],
    ...bundles.map(({ service, bytes, zippedBytes, modules }) => [
      service,
      kilobytes(bytes),
      kilobytes(zippedBytes),
      String(Object.keys(modules).length),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const aligned = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(aligned).join('  ')).join('\n');
}
