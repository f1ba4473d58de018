import type { Results } from '../../shared/api/results.ts';
import type { Provenance, Result } from '../../shared/session/results.ts';

type Shown = Results['results'][number];
type Part = Shown['tables'][number]['parts'][number];

/** What can be many in the results of a session; `of` is the place of its result in the record. */
export type Entry =
  | { readonly kind: 'part'; readonly of: number; readonly output: Provenance['outputs'][number] }
  | OtherEntry;

/** The same as a page shows it. Its size is measured with the output, which counts the name of its table as well. */
export type ShownEntry = (Extract<Entry, { kind: 'part' }> & { readonly part: Part }) | OtherEntry;

type OtherEntry =
  | { readonly kind: 'refused'; readonly of: number; readonly file: Shown['refused'][number] }
  | { readonly kind: 'skipped'; readonly of: number; readonly file: Shown['skipped'][number] }
  | { readonly kind: 'rejected'; readonly of: number; readonly check: Shown['rejected'][number] };

/** Everything that pages are cut from, result by result, always in the same order. */
export const entriesOf = (made: readonly { readonly provenance: Provenance }[]): Entry[] =>
  made.flatMap(({ provenance: { outputs, refused, skipped, quality } }, of): Entry[] => [
    ...outputs.map((output) => ({ kind: 'part' as const, of, output })),
    ...refused.map((file) => ({ kind: 'refused' as const, of, file })),
    ...skipped.map((file) => ({ kind: 'skipped' as const, of, file })),
    ...(quality?.rejected ?? []).map((check) => ({ kind: 'rejected' as const, of, check })),
  ]);

/** A result with its entries on this page. Only tables of which the page has parts stand there: all have some. */
export function withEntries(result: Result, provenance: string, entries: readonly ShownEntry[]): Shown {
  const parts = new Map<string, Part[]>();
  const shown: Shown = { ...result, provenance, tables: [], refused: [], skipped: [], rejected: [] };
  for (const entry of entries) {
    if (entry.kind === 'refused') shown.refused.push(entry.file);
    else if (entry.kind === 'skipped') shown.skipped.push(entry.file);
    else if (entry.kind === 'rejected') shown.rejected.push(entry.check);
    else {
      const { table } = entry.output;
      const known = parts.get(table);
      if (known) known.push(entry.part);
      else parts.set(table, [entry.part]);
    }
  }
  for (const table of result.tables) {
    const made = parts.get(table.name);
    if (made) shown.tables.push({ ...table, parts: made });
  }
  return shown;
}
