import { isoTime } from '../../shared/ports/clock.ts';
import { isObjectError } from '../../shared/ports/objects.ts';
import type { Document } from '../../shared/service/documents.ts';
import { type Outcome, outcomeKey } from '../../shared/session/upload.ts';
import type { Deps } from './rights.ts';

type Verdict = Pick<Outcome, 'session' | 'proposal' | 'state' | 'problems'>;

/** Tells the client that its proposal is committed; whatever was said before is no longer so. */
export async function tellCommitted(session: string, proposal: string, deps: Deps): Promise<void> {
  await putOutcome({ session, proposal, state: 'committed', problems: [] }, {}, deps);
}

/**
 * Tells the client why its proposal is refused. `before` is what was said when this delivery began: where something
 * else was said since, it stays, for another delivery may have committed in the meantime.
 */
export async function tellRefused(
  session: string,
  proposal: string,
  problem: Outcome['problems'][number],
  before: Document<Outcome> | undefined,
  deps: Deps,
): Promise<void> {
  const condition = before ? { ifMatch: before.etag } : { ifNoneMatch: '*' as const };
  try {
    await putOutcome({ session, proposal, state: 'refused', problems: [problem] }, condition, deps);
  } catch (error) {
    if (!isObjectError(error, 'PreconditionFailed')) throw error;
  }
}

async function putOutcome(
  verdict: Verdict,
  condition: { ifMatch?: string; ifNoneMatch?: '*' },
  deps: Deps,
): Promise<void> {
  const outcome: Outcome = { ...verdict, at: isoTime(deps.clock) };
  await deps.objects['ledger/uploads'].put(
    outcomeKey(verdict.session, verdict.proposal),
    Buffer.from(JSON.stringify(outcome, null, 1)),
    condition,
  );
}
