import type { Failures, FailuresQuery } from '../../shared/api/status.ts';
import { type Caller, maySee } from '../../shared/service/auth.ts';
import { readJson } from '../../shared/service/documents.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { type Failure, FailureSchema } from '../../shared/service/inbox.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import { ClaimSchema, claimKey } from '../../shared/session/upload.ts';
import type { Deps } from './rights.ts';

/** A page of the inbox. Keys with certain sources see the failures of their own sessions only. */
export async function listFailures(
  request: HttpRequest<unknown, FailuresQuery>,
  deps: Deps,
): Promise<HttpAnswer> {
  const { cause, session, after, limit } = request.query;
  const inbox = deps.objects['ledger/failures'];
  const page = await inbox.list({
    prefix: cause === undefined ? '' : `${cause}/`,
    ...(after !== undefined && { after }),
    limit: Math.min(1000, Math.max(1, Number(limit ?? 100))),
  });
  const found = await mapLimit(page.objects, 16, ({ key }) => readFailure(key, deps));
  const wanted = found
    .filter((failure) => failure !== undefined)
    .filter((f) => session === undefined || f.session === session);
  const visible = await mapLimit(wanted, 16, (failure) => isVisible(failure, request.caller, deps));
  const body: Failures = {
    failures: wanted.filter((_, index) => visible[index]),
    ...(page.next !== undefined && { next: page.next }),
  };
  return { status: 200, body };
}

/** One damaged entry is logged and left out: it must not hide the others. */
async function readFailure(key: string, deps: Deps): Promise<Failure | undefined> {
  try {
    return (await readJson(deps.objects['ledger/failures'], key, FailureSchema))?.value;
  } catch (error) {
    deps.log.error('An entry of the inbox cannot be read.', error, { key });
    return undefined;
  }
}

async function isVisible(failure: Failure, caller: Caller, deps: Deps): Promise<boolean> {
  if (caller.sources === '*') return true;
  if (failure.session === undefined) return false;
  const claim = await readJson(deps.objects['ledger/uploads'], claimKey(failure.session), ClaimSchema);
  return claim !== undefined && maySee(caller, claim.value.source);
}
