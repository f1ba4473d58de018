import type { SearchRights } from '../../shared/ports/search.ts';
import { editDistance } from '../../shared/query/distance.ts';
import { allOf, type Dsl, equals, isOneOf } from '../../shared/query/opensearch/clauses.ts';
import { CORE_KEYS, coreFieldOf } from '../../shared/query/opensearch/fields.ts';
import type { Query } from '../../shared/query/tree.ts';
import { keySuffixes, normalizeKey } from '../../shared/session/metadata/key.ts';

export interface KeySuggestion {
  /** A key of the query that no visible session has. */
  readonly key: string;
  /** Keys that sessions have, as written there, the nearest first; at most three. */
  readonly meant: readonly string[];
}

/** Keys of the index that are looked at, the most frequent first. */
const MAX_CANDIDATES = 2000;
const MAX_KEYS_ASKED = 20;
const MAX_MEANT = 3;

/** "Did you mean" for the keys of a query that found nothing: those that no visible session has. */
export async function suggestKeys(
  reader: Pick<SearchRights['read'], 'search'>,
  { index, query, sources }: { index: string; query: Query; sources: readonly string[] | '*' },
): Promise<KeySuggestion[]> {
  const keys = unknownKeys(query);
  if (keys.length === 0) return [];
  const { aggregations } = await reader.search({
    index,
    body: {
      size: 0,
      query: sources === '*' ? allOf([]) : isOneOf('source', sources),
      aggs: {
        attrs: {
          nested: { path: 'attrs' },
          aggs: { keys: mostFrequent, asked: { filters: { filters: presence(keys) } } },
        },
      },
    },
  });
  const { keys: found, asked } = (aggregations?.attrs ?? NO_ATTRIBUTES) as AttributeBuckets;
  const candidates = [...found.buckets.map(({ key }) => key), ...CORE_KEYS];
  return keys
    .filter((key) => asked.buckets[key]?.doc_count === 0)
    .map((key) => ({ key, meant: nearestKeys(key, candidates) }))
    .filter(({ meant }) => meant.length > 0);
}

interface AttributeBuckets {
  readonly keys: { readonly buckets: readonly { readonly key: string }[] };
  readonly asked: { readonly buckets: Readonly<Record<string, { readonly doc_count: number }>> };
}

const NO_ATTRIBUTES: AttributeBuckets = { keys: { buckets: [] }, asked: { buckets: {} } };

const mostFrequent: Dsl = { terms: { field: 'attrs.k', size: MAX_CANDIDATES } };

const presence = (keys: readonly string[]): Dsl =>
  Object.fromEntries(keys.map((key) => [key, equals('attrs.n', normalizeKey(key))]));

/** Keys as written in the query, without the typed ones, which are always known. */
function unknownKeys(query: Query): string[] {
  const keys = [...new Set(keysOf(query))];
  return keys.filter((key) => !coreFieldOf(key)).slice(0, MAX_KEYS_ASKED);
}

function keysOf(query: Query): string[] {
  switch (query.type) {
    case 'and':
    case 'or':
      return query.queries.flatMap(keysOf);
    case 'not':
      return keysOf(query.query);
    case 'field':
      return [query.key];
    default:
      return [];
  }
}

/**
 * The candidates nearest to a key, compared as keys are: without letter case and separators, by the whole key or any
 * end of it. One edit for every three letters is near; so is a key that begins as the asked one does.
 */
export function nearestKeys(key: string, candidates: readonly string[]): string[] {
  const asked = normalizeKey(key);
  const limit = Math.max(1, Math.floor(asked.length / 3));
  const near = new Map<string, { readonly candidate: string; readonly distance: number }>();
  for (const candidate of candidates) {
    const distance = Math.min(...keySuffixes(candidate).map((end) => distanceOf(asked, end, limit)));
    const name = normalizeKey(candidate);
    if (distance <= limit && !near.has(name)) near.set(name, { candidate, distance });
  }
  const best = Math.min(...[...near.values()].map(({ distance }) => distance));
  return [...near.values()]
    .filter(({ distance }) => distance <= best + 1)
    .toSorted((a, b) => a.distance - b.distance || a.candidate.length - b.candidate.length)
    .slice(0, MAX_MEANT)
    .map(({ candidate }) => candidate);
}

function distanceOf(asked: string, end: string, limit: number): number {
  const distance = editDistance(asked, end, limit);
  if (distance <= limit) return distance;
  return asked.length >= 3 && end.startsWith(asked) ? limit : limit + 1;
}
