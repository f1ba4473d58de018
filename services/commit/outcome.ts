import { isoTime } from '../../shared/ports/clock.ts';
import { type Outcome, outcomeKey } from '../../shared/session/upload.ts';
import type { Deps } from './rights.ts';

/** Tells the client what became of its proposal. A refusal can be looked at anew, so a later outcome replaces it. */
export async function writeOutcome(
  session: string,
  proposal: string,
  state: Outcome['state'],
  problems: Outcome['problems'],
  deps: Deps,
): Promise<void> {
  const outcome: Outcome = { session, proposal, state, problems, at: isoTime(deps.clock) };
  await deps.objects['ledger/uploads'].put(
    outcomeKey(session, proposal),
    Buffer.from(JSON.stringify(outcome, null, 1)),
  );
}
