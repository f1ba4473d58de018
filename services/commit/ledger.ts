import { isObjectError } from '../../shared/ports/objects.ts';
import { collect, writeOnce } from '../../shared/service/documents.ts';
import { signReceipt, writeReceipt } from '../../shared/service/receipts.ts';
import { createRecord } from '../../shared/service/records.ts';
import {
  encodeManifest,
  type Manifest,
  manifestDigest,
  rawKey,
  totalBytes,
} from '../../shared/session/manifest.ts';
import type { MetadataDocument } from '../../shared/session/metadata/document.ts';
import { MAX_METADATA_BYTES, parseMetadata } from '../../shared/session/metadata/parse.ts';
import type { Receipt } from '../../shared/session/receipt.ts';
import { ledgerManifestKey, metadataKey, type SessionRecord } from '../../shared/session/record.ts';
import type { Deps } from './rights.ts';

/** What the other services read of a session. All of it follows from the manifest, so repeating writes the same. */
export async function writeLedger(manifest: Manifest, uploadedAt: string, deps: Deps): Promise<void> {
  const sessions = deps.objects['ledger/sessions'];
  const { session: id } = manifest;
  await writeOnce(sessions, ledgerManifestKey(id), manifest);
  await writeOnce(sessions, metadataKey(id, 1), await readMetadata(manifest, deps));
  await createRecord(sessions, recordOf(manifest, uploadedAt));
  await writeFirstReceipt(manifest, deps);
}

async function readMetadata(manifest: Manifest, deps: Deps): Promise<MetadataDocument> {
  const file = manifest.files.find(({ path }) => path === manifest.metadata);
  if (!file) return { format: 'none', value: {}, notes: [] };
  const body = await deps.objects.archive.get(rawKey(manifest.session, file.path), {
    version: file.version,
    // One byte more than may be read tells the parser that the file is too large, without loading it.
    ...(file.size > MAX_METADATA_BYTES && { range: { start: 0, end: MAX_METADATA_BYTES } }),
  });
  const { format, value, notes } = parseMetadata(await collect(body), file.path);
  return { format, value: { ...value }, notes: [...notes] };
}

function recordOf(manifest: Manifest, uploadedAt: string): SessionRecord {
  const { session: id, source, recordedAt, committedAt, files } = manifest;
  const closed = lastClosed(files);
  return {
    format: 1,
    id,
    source,
    revision: 1,
    ...(recordedAt !== undefined && { recordedAt }),
    manifest: {
      sha256: manifestDigest(encodeManifest(manifest)),
      files: files.length,
      bytes: totalBytes(files),
    },
    metadata: { revision: 1, file: manifest.metadata },
    quarantined: [...(manifest.quarantined ?? [])],
    stages: { ...(closed !== undefined && { closed }), uploaded: uploadedAt, archived: committedAt },
  };
}

/** When the last file was written at the source. A time that no calendar has is left out. */
function lastClosed(files: Manifest['files']): string | undefined {
  const times = files.map(({ modified }) => Date.parse(modified ?? '')).filter(Number.isFinite);
  return times.length > 0 ? new Date(times.reduce((a, b) => Math.max(a, b))).toISOString() : undefined;
}

/** The receipt at commit. Where a later, stronger one is there already, it stays. */
async function writeFirstReceipt(manifest: Manifest, deps: Deps): Promise<void> {
  const receipt: Receipt = {
    session: manifest.session,
    source: manifest.source,
    manifestSha256: manifestDigest(encodeManifest(manifest)),
    files: manifest.files.length,
    bytes: totalBytes(manifest.files),
    committedAt: manifest.committedAt,
    checked: 'crc32',
    checkedAt: manifest.committedAt,
    safeToDelete: false,
    reason: 'The files have not been read back from the archive yet.',
  };
  const signed = await signReceipt(receipt, await deps.secrets.get('receipt-signing'));
  try {
    await writeReceipt(deps.objects['ledger/receipts'], signed, { ifNoneMatch: '*' });
  } catch (error) {
    if (!isObjectError(error, 'PreconditionFailed')) throw error;
  }
}
