import type { Status } from '../../shared/api/status.ts';
import type { Caller } from '../../shared/service/auth.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { problemOf } from '../../shared/service/problem.ts';
import type { Deps } from './rights.ts';

/** How the platform is. A part that does not answer is said, and does not hide the others. */
export async function getStatus(request: HttpRequest, deps: Deps): Promise<HttpAnswer> {
  const [shown, depths, failures, outbox] = await Promise.all([
    countSessions(request.caller, deps),
    deps.deadLetters.depths(),
    countFailures(deps),
    countOutbox(deps),
  ]);
  const queues = Object.entries(depths).map(([queue, depth]) => ({ queue, ...depth }));
  const body: Status = { ...shown, queues, failures, outbox };
  return { status: 200, body };
}

type Shown = Pick<Status, 'sessions' | 'bytes' | 'search'>;

async function countSessions(caller: Caller, deps: Deps): Promise<Shown> {
  const query = caller.sources === '*' ? { match_all: {} } : { terms: { source: [...caller.sources] } };
  try {
    const answer = await deps.search.search({
      index: 'sessions',
      body: { size: 0, track_total_hits: true, query, aggs: { bytes: { sum: { field: 'bytes' } } } },
    });
    return { sessions: answer.total, bytes: sumOf(answer.aggregations?.bytes), search: { ok: true } };
  } catch (error) {
    deps.log.error('Search does not answer.', error);
    return { sessions: 0, bytes: 0, search: { ok: false, detail: problemOf(error).detail } };
  }
}

function sumOf(aggregation: unknown): number {
  if (typeof aggregation !== 'object' || aggregation === null || !('value' in aggregation)) return 0;
  return Math.round(Number(aggregation.value));
}

async function countFailures(deps: Deps): Promise<Status['failures']> {
  const inbox = deps.objects['ledger/failures'];
  const { prefixes } = await inbox.list({ prefix: '', delimiter: '/' });
  return await Promise.all(
    prefixes.map(async (prefix) => ({ cause: prefix.slice(0, -1), count: await count(inbox, prefix) })),
  );
}

const countOutbox = (deps: Deps): Promise<number> => count(deps.objects['ledger/outbox'], '');

async function count(area: Deps['objects']['ledger/outbox'], prefix: string): Promise<number> {
  let total = 0;
  let after: string | undefined;
  do {
    const page = await area.list({ prefix, ...(after !== undefined && { after }) });
    total += page.objects.length;
    after = page.next;
  } while (after !== undefined);
  return total;
}
