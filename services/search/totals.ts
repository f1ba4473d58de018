import type { Totals } from '../../shared/api/status.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { SESSIONS_ALIAS } from '../../shared/session/search-document.ts';
import type { Deps } from './rights.ts';

/** How many sessions there are and what they weigh, of the sources that the caller may see. */
export async function getTotals({ caller }: HttpRequest, deps: Deps): Promise<HttpAnswer> {
  const query = caller.sources === '*' ? { match_all: {} } : { terms: { source: [...caller.sources] } };
  const { total, aggregations } = await deps.search.search({
    index: SESSIONS_ALIAS,
    body: { size: 0, track_total_hits: true, query, aggs: { bytes: { sum: { field: 'bytes' } } } },
  });
  const body: Totals = { sessions: total, bytes: sumOf(aggregations?.bytes) };
  return { status: 200, body };
}

function sumOf(aggregation: unknown): number {
  if (typeof aggregation !== 'object' || aggregation === null || !('value' in aggregation)) return 0;
  return Math.round(Number(aggregation.value));
}
