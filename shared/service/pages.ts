import { Refusal } from './errors.ts';
import { mapLimit } from './parallel.ts';

/**
 * Bytes that the entries of one page may take. A function of Lambda answers with 5.5 MB at most (`MAX_ANSWER_BYTES`);
 * the rest is for what stands beside the entries.
 */
const PAGE_BYTES = 4_000_000;

/** How many entries a page may have, from `?limit`; `usual` where nobody says. Throws the refusal request-invalid. */
export function pageSize(
  limit: string | undefined,
  { usual, most }: { usual: number; most: number },
): number {
  const size = limit === undefined ? usual : Number(limit);
  if (Number.isInteger(size) && size >= 1 && size <= most) return size;
  throw new Refusal('request-invalid', `A page has 1 to ${most} entries.`, { field: '?limit' });
}

/**
 * The entries from `start` on, each as `show` makes it: `size` of them, or fewer where one answer could not hold so
 * many, but one at least while there are any. `next`: where the page after it starts; undefined behind the last one.
 */
export async function pageFrom<T, S>(
  entries: readonly T[],
  { start, size }: { start: number; size: number },
  show: (entry: T) => Promise<S>,
): Promise<{ shown: S[]; next?: number }> {
  const shown = await mapLimit(entries.slice(start, start + size), 16, show);
  const fitting = shown.slice(0, howManyFit(shown));
  const end = start + fitting.length;
  return { shown: fitting, ...(end < entries.length && { next: end }) };
}

function howManyFit(entries: readonly unknown[]): number {
  let bytes = 0;
  const tooMany = entries.findIndex((entry) => {
    bytes += bytesInAnswer(entry);
    return bytes > PAGE_BYTES;
  });
  return tooMany < 0 ? entries.length : Math.max(1, tooMany);
}

/** An answer is JSON within JSON: its quotes and backslashes count twice. */
const bytesInAnswer = (entry: unknown): number => Buffer.byteLength(JSON.stringify(JSON.stringify(entry)));
