import type { Status } from '../../shared/api/status.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import type { Deps } from './rights.ts';

/** How the platform is, as far as queues and ledger tell. */
export async function getStatus(_request: HttpRequest, deps: Deps): Promise<HttpAnswer> {
  const [depths, failures, outbox] = await Promise.all([
    deps.deadLetters.depths(),
    countFailures(deps),
    countOutbox(deps),
  ]);
  const queues = Object.entries(depths).map(([queue, depth]) => ({ queue, ...depth }));
  const body: Status = { queues, failures, outbox };
  return { status: 200, body };
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
