import type { FindQuery } from '../../shared/api/sessions.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { findSessions } from './find.ts';
import type { Deps } from './rights.ts';
import type { FindRequest } from './search-page.ts';

const PAGE_SIZE = 50;

export async function listSessions(
  request: HttpRequest<unknown, FindQuery>,
  deps: Deps,
): Promise<HttpAnswer> {
  const { limit } = request.query;
  const size = limit === undefined ? PAGE_SIZE : Number(limit);
  return { status: 200, body: await findSessions(deps.search, { ...askedFor(request, deps), size }) };
}

/** What a request asks the index for: of a query's sessions those that the caller may see. */
export function askedFor(
  { query, caller }: HttpRequest<unknown, Omit<FindQuery, 'limit'>>,
  { clock }: Pick<Deps, 'clock'>,
): Omit<FindRequest, 'size'> {
  const { q = '', after, processed } = query;
  return {
    text: q,
    sources: caller.sources,
    now: new Date(clock.now()),
    ...(after !== undefined && { after }),
    ...(processed !== undefined && { processed: processed === 'true' }),
  };
}
