import type { FindQuery, Found } from '../../shared/api/sessions.ts';
import type { Caller } from '../../shared/service/auth.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { findSessions } from './find.ts';
import type { Deps } from './rights.ts';

const PAGE_SIZE = 50;

export async function listSessions(
  request: HttpRequest<unknown, FindQuery>,
  deps: Deps,
): Promise<HttpAnswer> {
  return { status: 200, body: await findPage(request.query, request.caller, deps, PAGE_SIZE) };
}

/** One page of what the caller may see of a query's sessions. */
export async function findPage(
  query: FindQuery,
  caller: Caller,
  deps: Deps,
  pageSize: number,
): Promise<Found> {
  const { q = '', limit, after, processed } = query;
  return await findSessions(deps.search, {
    text: q,
    sources: caller.sources,
    now: new Date(deps.clock.now()),
    size: limit === undefined ? pageSize : Number(limit),
    ...(after !== undefined && { after }),
    ...(processed !== undefined && { processed: processed === 'true' }),
  });
}
