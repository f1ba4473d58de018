import type { EventData } from '../../shared/events/catalog.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { openSha256Worker } from '../../shared/hash/sha256-worker.ts';
import { isoTime } from '../../shared/ports/clock.ts';
import { Refusal } from '../../shared/service/errors.ts';
import { signReceipt, writeReceipt } from '../../shared/service/receipts.ts';
import { changeRecord, readRecord } from '../../shared/service/records.ts';
import type { Manifest } from '../../shared/session/manifest.ts';
import type { Receipt } from '../../shared/session/receipt.ts';
import { reachStage, type SessionRecord } from '../../shared/session/record.ts';
import { committedManifest } from './committed-manifest.ts';
import { readBack } from './read-back.ts';
import type { Deps } from './rights.ts';

/**
 * Verifies a session once. Only this permits its source to delete the local copy: what the store computed on receipt
 * proves the way, reading back proves what is kept.
 */
export async function handleSessionMigrated(event: Envelope, deps: Deps): Promise<void> {
  const { sessionId } = event.data as EventData<'SessionMigrated'>;
  const sessions = deps.objects['ledger/sessions'];
  const record = await readRecord(sessions, sessionId);
  if (!record || record.stages.verified) return;
  const manifest = await committedManifest(record, deps);
  const wrong = await filesThatDiffer(manifest, deps);
  const receipt = receiptOf(record, manifest, wrong, isoTime(deps.clock));
  await writeReceipt(
    deps.objects['ledger/receipts'],
    await signReceipt(receipt, await deps.secrets.get('receipt-signing')),
  );
  const [first, ...more] = wrong;
  if (first !== undefined) {
    const detail = more.length > 0 ? `${first} (and ${more.length} more)` : first;
    throw new Refusal('hash-mismatch', detail, { field: first });
  }
  await deps.announce('SessionVerified', { sessionId }, () =>
    changeRecord(sessions, sessionId, (current) => reachStage(current, 'verified', receipt.checkedAt)),
  );
}

/** Paths of the files whose bytes in the archive are not those of their source. */
async function filesThatDiffer(manifest: Manifest, deps: Deps): Promise<string[]> {
  const worker = openSha256Worker();
  const wrong: string[] = [];
  try {
    for (const file of manifest.files) {
      const found = await readBack(manifest.session, file, worker, deps.objects.archive);
      if (found.crc32 !== file.crc32 || (file.sha256 !== undefined && found.sha256 !== file.sha256))
        wrong.push(file.path);
    }
  } finally {
    await worker.close();
  }
  return wrong;
}

function receiptOf(
  record: SessionRecord,
  manifest: Manifest,
  wrong: readonly string[],
  checkedAt: string,
): Receipt {
  const about = {
    session: record.id,
    source: record.source,
    manifestSha256: record.manifest.sha256,
    files: record.manifest.files,
    bytes: record.manifest.bytes,
    committedAt: manifest.committedAt,
    checkedAt,
  };
  const unsafe = { ...about, checked: 'crc32', safeToDelete: false } as const;
  if (wrong.length > 0)
    return {
      ...unsafe,
      reason: `Read back from the archive, ${wrong[0]} has other bytes than its source gave.`,
    };
  if (manifest.files.every((file) => file.sha256 !== undefined))
    return { ...about, checked: 'sha256', safeToDelete: true };
  return {
    ...unsafe,
    reason: 'The source gave no SHA-256 for some files: nothing proves that the archive has its bytes.',
  };
}
