import type { Address, Complete, Completion } from '../../shared/api/uploads.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { ERRORS } from '../../shared/service/errors.ts';
import { crc32, crc32Hex } from '../../shared/session/crc32.ts';
import { type Proposal, totalBytes } from '../../shared/session/manifest.ts';
import type { SignedReceipt } from '../../shared/session/receipt.ts';
import { proposalId } from '../../shared/session/upload.ts';
import { type Api, ApiError } from '../api-client.ts';
import { PushError } from './errors.ts';

const FIRST_WAIT = 20;
const LONGEST_WAIT = 1_000;
/** Checking a session of 100,000 files takes the platform minutes; after these it is worth a look. */
const PATIENCE = 15 * 60_000;
const ADDRESSES = 3;

interface Commit {
  readonly api: Api;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Proposes the session as a whole and waits until it is committed. The same proposal has the same bytes, so that all
 * of this can be repeated. Throws ApiError with the platform's code where it refuses.
 */
export async function commitSession(proposal: Proposal, commit: Commit): Promise<SignedReceipt> {
  const bytes = Buffer.from(JSON.stringify(proposal));
  const manifest = { size: bytes.byteLength, crc32: crc32Hex(crc32(bytes)) };
  await putManifest(proposal.session, manifest, bytes, commit);
  await commit.api.complete(proposal.session, { manifest }, commit.signal);
  const receipt = await awaitReceipt(proposal.session, proposalId(manifest.crc32, manifest.size), commit);
  compare(proposal, receipt);
  return receipt;
}

async function putManifest(
  session: string,
  manifest: Complete['manifest'],
  bytes: Uint8Array,
  { api, signal }: Commit,
): Promise<void> {
  for (let attempt = 1; attempt <= ADDRESSES; attempt += 1) {
    const address: Address | undefined = (await api.addresses(session, { parts: [], manifest }, signal))
      .manifest;
    const outcome = address && (await api.put(address, bytes, signal));
    // The proposal is named by its bytes: one that exists is this one, put by an earlier push.
    if (outcome === 'stored' || outcome === 'exists') return;
  }
  throw new PushError('upload-stuck', 'The store does not take the manifest.');
}

async function awaitReceipt(
  session: string,
  proposal: string,
  { api, clock, signal }: Commit,
): Promise<SignedReceipt> {
  const deadline = clock.now() + PATIENCE;
  for (let wait = FIRST_WAIT; clock.now() < deadline; wait = Math.min(LONGEST_WAIT, wait * 1.5)) {
    const completion = await api.completion(session, proposal, signal);
    if (completion.state === 'refused') throw refused(completion);
    if (completion.state === 'committed' && completion.receipt) return completion.receipt;
    await clock.wait(wait, signal);
    signal.throwIfAborted();
  }
  throw new PushError('commit-late', `The session was not committed within ${PATIENCE / 60_000} minutes.`);
}

function refused({ problems: [problem] }: Completion): Error {
  if (!problem)
    return new PushError('session-refused', 'The platform refused the session and did not say why.');
  const known = Object.entries(ERRORS).find(([code]) => code === problem.code)?.[1];
  const { status, todo } = known ?? { status: 409, todo: 'Push again.' };
  return new ApiError({ ...problem, status, todo });
}

function compare(proposal: Proposal, { receipt }: SignedReceipt): void {
  const { session, source, files } = proposal;
  const ours = { session, source, files: files.length, bytes: totalBytes(files) };
  for (const [name, value] of Object.entries(ours)) {
    const theirs = receipt[name as keyof typeof ours];
    if (theirs !== value)
      throw new PushError('receipt-differs', `The receipt says ${name} ${theirs}, pushed were ${value}.`);
  }
}
