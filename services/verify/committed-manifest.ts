import { collect } from '../../shared/service/documents.ts';
import { Refusal } from '../../shared/service/errors.ts';
import { type Manifest, manifestDigest, manifestKey } from '../../shared/session/manifest.ts';
import type { SessionRecord } from '../../shared/session/record.ts';
import type { Deps } from './rights.ts';

/**
 * The manifest as the archive keeps it, not the ledger's copy: it names every file, so that a session is only as safe
 * as its manifest is. Throws the refusal hash-mismatch where it has other bytes than were committed.
 */
export async function committedManifest(record: SessionRecord, deps: Deps): Promise<Manifest> {
  const bytes = await collect(await deps.objects.archive.get(manifestKey(record.id)));
  if (manifestDigest(bytes) !== record.manifest.sha256)
    throw new Refusal('hash-mismatch', 'manifest.json', { field: 'manifest.json' });
  // Its form needs no check: these very bytes were made of a manifest that had been checked.
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as Manifest;
}
