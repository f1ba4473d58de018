import type { EventData } from '../../shared/events/catalog.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { isoTime } from '../../shared/ports/clock.ts';
import { isObjectError } from '../../shared/ports/objects.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Fault, Refusal } from '../../shared/service/errors.ts';
import {
  compareUtf8,
  describesSameSession,
  encodeManifest,
  type Manifest,
  ManifestSchema,
  manifestKey,
  type Proposal,
} from '../../shared/session/manifest.ts';
import { OutcomeSchema, outcomeKey } from '../../shared/session/upload.ts';
import { checkFiles } from './check-files.ts';
import { writeLedger } from './ledger.ts';
import { tellCommitted, tellRefused } from './outcome.ts';
import { readProposal } from './proposal.ts';
import type { Deps } from './rights.ts';

/**
 * Commits one proposal. Every step can be repeated, and the manifest, written once, decides: whatever happens
 * before it leaves no session, whatever is missing after it is made up for by the next delivery.
 */
export async function handleUploadCompleted(event: Envelope, deps: Deps): Promise<void> {
  const { sessionId, proposal: proposalId } = event.data as EventData<'UploadCompleted'>;
  const done = await readJson(
    deps.objects['ledger/uploads'],
    outcomeKey(sessionId, proposalId),
    OutcomeSchema,
  );
  if (done?.value.state === 'committed') return;
  try {
    const proposal = await readProposal(sessionId, proposalId, deps);
    const manifest =
      (await committedManifest(sessionId, proposal, deps)) ?? (await newManifest(proposal, deps));
    await deps.announce('SessionMigrated', { sessionId }, async () => {
      await writeManifest(manifest, deps);
      await writeLedger(manifest, event.time, deps);
    });
    await tellCommitted(sessionId, proposalId, deps);
  } catch (error) {
    if (error instanceof Refusal) {
      const { field } = error.place;
      const problem = { code: error.code, detail: error.message, ...(field !== undefined && { field }) };
      await tellRefused(sessionId, proposalId, problem, done, deps);
    }
    throw error;
  }
}

/** The manifest that an earlier delivery, or an earlier push of the same content, committed. */
async function committedManifest(id: string, proposal: Proposal, deps: Deps): Promise<Manifest | undefined> {
  const manifest = (await readJson(deps.objects.archive, manifestKey(id), ManifestSchema))?.value;
  if (!manifest) return undefined;
  if (!describesSameSession(proposal, manifest)) throw new Refusal('session-exists');
  return manifest;
}

async function newManifest(proposal: Proposal, deps: Deps): Promise<Manifest> {
  const files = await checkFiles(proposal, deps);
  // In the order in which the manifest is stored, so that a delivery that reads it back goes on with the same.
  files.sort((a, b) => compareUtf8(a.path, b.path));
  return { ...proposal, files, committedAt: isoTime(deps.clock) };
}

/** The one moment in which a session begins to exist. */
async function writeManifest(manifest: Manifest, deps: Deps): Promise<void> {
  const { archive } = deps.objects;
  try {
    await archive.put(manifestKey(manifest.session), encodeManifest(manifest), { ifNoneMatch: '*' });
  } catch (error) {
    if (!isObjectError(error, 'PreconditionFailed')) throw error;
    const there = (await readJson(archive, manifestKey(manifest.session), ManifestSchema))?.value;
    if (!there) throw new Fault('internal-error', 'The manifest was there and is not.', { cause: error });
    if (Buffer.compare(encodeManifest(there), encodeManifest(manifest)) === 0) return;
    // Somebody else committed in between: the next delivery compares with theirs.
    throw new Fault('internal-error', 'Another manifest of the session was committed at the same time.', {
      cause: error,
    });
  }
}
