import type { Complete, Completion } from '../../shared/api/uploads.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Refusal } from '../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { readReceipt } from '../../shared/service/receipts.ts';
import {
  type Outcome,
  OutcomeSchema,
  outcomeKey,
  proposalId,
  proposalKey,
} from '../../shared/session/upload.ts';
import { existingClaim, sessionIdOf } from './claim.ts';
import type { Deps } from './rights.ts';

/** Hands the proposal over to `commit`: a session of 100,000 files takes longer to check than a request may last. */
export async function completeUpload(request: HttpRequest<Complete>, deps: Deps): Promise<HttpAnswer> {
  const id = sessionIdOf(request.params.id ?? '');
  await existingClaim(id, request.caller, deps);
  const { crc32, size } = request.body.manifest;
  const proposal = proposalId(crc32, size);
  const uploads = deps.objects['ledger/uploads'];
  if (!(await uploads.head(proposalKey(id, proposal)))) throw new Refusal('manifest-missing');
  const known = await readOutcome(id, proposal, deps);
  if (known?.state !== 'committed') {
    // What was refused is looked at anew: the client may have put right what was wrong.
    await deps.announce('UploadCompleted', { sessionId: id, proposal }, () =>
      uploads.remove(outcomeKey(id, proposal)),
    );
  }
  return {
    status: 202,
    body: await completionOf(id, proposal, known?.state === 'committed' ? known : undefined, deps),
    headers: { location: `/v1/sessions/${id}/uploads/${proposal}` },
  };
}

export async function askCompletion(request: HttpRequest, deps: Deps): Promise<HttpAnswer> {
  const id = sessionIdOf(request.params.id ?? '');
  await existingClaim(id, request.caller, deps);
  const proposal = request.params.proposal ?? '';
  if (!/^[0-9a-f]{8}-[0-9]{1,12}$/.test(proposal)) throw new Refusal('upload-unknown');
  const outcome = await readOutcome(id, proposal, deps);
  if (!outcome && !(await deps.objects['ledger/uploads'].head(proposalKey(id, proposal))))
    throw new Refusal('upload-unknown');
  return { status: 200, body: await completionOf(id, proposal, outcome, deps) };
}

async function readOutcome(id: string, proposal: string, deps: Deps): Promise<Outcome | undefined> {
  return (await readJson(deps.objects['ledger/uploads'], outcomeKey(id, proposal), OutcomeSchema))?.value;
}

async function completionOf(
  id: string,
  proposal: string,
  outcome: Outcome | undefined,
  deps: Deps,
): Promise<Completion> {
  if (!outcome) return { session: id, proposal, state: 'completing', problems: [] };
  const receipt =
    outcome.state === 'committed' ? await readReceipt(deps.objects['ledger/receipts'], id) : undefined;
  return {
    session: id,
    proposal,
    state: outcome.state,
    problems: outcome.problems,
    ...(receipt && { receipt }),
  };
}
