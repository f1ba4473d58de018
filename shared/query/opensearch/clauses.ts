import type { Json, JsonMap } from '../../ports/search.ts';

/** OpenSearch's query DSL, as far as it is used here. Nothing is scored: sessions are ordered by time. */
export type Dsl = JsonMap;

export const matchAll: Dsl = { match_all: {} };
export const matchNone: Dsl = { match_none: {} };

export function allOf(clauses: readonly Dsl[]): Dsl {
  const [first] = clauses;
  if (!first) return matchAll;
  return clauses.length === 1 ? first : { bool: { filter: clauses } };
}

export function anyOf(clauses: readonly Dsl[]): Dsl {
  const [first] = clauses;
  if (!first) return matchNone;
  return clauses.length === 1 ? first : { bool: { should: clauses, minimum_should_match: 1 } };
}

export const noneOf = (clause: Dsl): Dsl => ({ bool: { must_not: [clause] } });
export const exists = (field: string): Dsl => ({ exists: { field } });
export const equals = (field: string, value: Json): Dsl => ({ term: { [field]: { value } } });
export const isOneOf = (field: string, values: readonly Json[]): Dsl => ({ terms: { [field]: values } });
export const range = (field: string, bounds: JsonMap): Dsl => ({ range: { [field]: bounds } });

/**
 * Leaves of a query as the engine counts them against `indices.query.bool.max_clause_count`: every term of a match
 * is one.
 */
export function countLeaves(query: Json): number {
  if (Array.isArray(query)) return query.reduce<number>((sum, part) => sum + countLeaves(part), 0);
  if (!isMap(query)) return 0;
  return Object.entries(query).reduce((sum, [name, inner]) => sum + leavesOf(name, inner), 0);
}

function leavesOf(name: string, inner: Json): number {
  switch (name) {
    case 'bool':
    case 'filter':
    case 'should':
    case 'must_not':
    case 'nested':
    case 'query':
      return countLeaves(inner);
    case 'match':
    case 'match_phrase':
      return JSON.stringify(textsIn(inner)).match(/[\p{L}\p{N}]+/gu)?.length ?? 1;
    case 'term':
    case 'terms':
    case 'range':
    case 'exists':
    case 'wildcard':
      return 1;
    default:
      return 0;
  }
}

/** The texts that are asked for: `{ field: { query, …options } }`. */
const textsIn = (match: Json): Json[] =>
  Object.values(match ?? {}).map((options: Json) => (isMap(options) ? (options.query ?? null) : options));

const isMap = (value: Json): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
