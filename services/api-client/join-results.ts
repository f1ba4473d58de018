import type { Results } from '../../shared/api/results.ts';

type Result = Results['results'][number];

/** One document of all pages of a session's results, as if a page had no end. Every page names the same results. */
export async function joinResults(pages: AsyncIterable<Results>): Promise<Results> {
  const collected: Results[] = [];
  for await (const page of pages) collected.push(page);
  const [first] = collected;
  if (!first) throw new Error('Results have one page at least.');
  const { next: _, ...about } = first;
  return {
    ...about,
    results: first.results.map((result, index) =>
      joinResult(
        result,
        collected.flatMap(({ results }) => results[index] ?? []),
      ),
    ),
  };
}

const joinResult = (first: Result, pages: readonly Result[]): Result => ({
  ...first,
  tables: [...Map.groupBy(tablesOf(pages), ({ name }) => name).values()].flatMap(joinTable),
  refused: pages.flatMap(({ refused }) => refused),
  skipped: pages.flatMap(({ skipped }) => skipped),
  rejected: pages.flatMap(({ rejected }) => rejected),
});

type Table = Result['tables'][number];

const tablesOf = (pages: readonly Result[]): Table[] => pages.flatMap(({ tables }) => tables);

/** The pieces of one table, which stands on every page that has parts of it. */
const joinTable = (pieces: readonly Table[]): Table[] =>
  pieces.slice(0, 1).map((first) => ({ ...first, parts: pieces.flatMap(({ parts }) => parts) }));
