import type { EventData } from '../../shared/events/catalog.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { isoTime } from '../../shared/ports/clock.ts';
import type { JsonMap } from '../../shared/ports/search.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Fault, Refusal } from '../../shared/service/errors.ts';
import { readRecord } from '../../shared/service/records.ts';
import { ManifestSchema } from '../../shared/session/manifest.ts';
import { describeMetadata } from '../../shared/session/metadata/describe.ts';
import { MetadataDocumentSchema } from '../../shared/session/metadata/document.ts';
import type { Projection } from '../../shared/session/projection.ts';
import {
  ledgerManifestKey,
  metadataKey,
  projectionKey,
  type SessionRecord,
} from '../../shared/session/record.ts';
import { SESSIONS_ALIAS, type SessionDocument } from '../../shared/session/search-document.ts';
import { ensureIndex } from './alias.ts';
import { buildDocument } from './document.ts';
import type { Deps } from './rights.ts';

/** Of an index made here. One shard holds a million sessions; a rebuild can choose otherwise. */
const SIZING = { refreshInterval: '200ms', shards: 1, replicas: 0 } as const;

/**
 * Makes the index show what the record says now. The event only names the session: order and repetition of events
 * make no difference, since an older revision never replaces a newer one.
 */
export async function handleSessionChanged(event: Envelope, deps: Deps): Promise<void> {
  const { sessionId } = event.data as EventData<'SessionMigrated'>;
  const record = await readRecord(deps.objects['ledger/sessions'], sessionId);
  if (!record) return;
  const document = await documentOf(record, deps);
  await ensureIndex(deps.search, SIZING);
  const body = JSON.parse(JSON.stringify(document)) as JsonMap;
  const [result] = await deps.search.write(SESSIONS_ALIAS, [
    { id: record.id, version: record.revision, body },
  ]);
  if (result?.state === 'rejected') throw new Refusal('search-rejected', result.reason);
  if (result?.state === 'stale') return;
  await deps.announce('SessionIndexed', { sessionId, revision: record.revision }, () =>
    noteProjection(record, deps),
  );
  await tellQuarantined(document, deps);
}

async function documentOf(record: SessionRecord, deps: Deps): Promise<SessionDocument> {
  const sessions = deps.objects['ledger/sessions'];
  const [manifest, metadata] = await Promise.all([
    readJson(sessions, ledgerManifestKey(record.id), ManifestSchema),
    readJson(sessions, metadataKey(record.id, record.metadata.revision), MetadataDocumentSchema),
  ]);
  if (!manifest || !metadata) throw new Fault('internal-error', `The ledger of ${record.id} is incomplete.`);
  return buildDocument(record, manifest.value, describeMetadata(metadata.value));
}

async function noteProjection(record: SessionRecord, deps: Deps): Promise<void> {
  const projection: Projection = { revision: record.revision, at: isoTime(deps.clock) };
  await deps.objects['ledger/sessions'].put(
    projectionKey(record.id),
    Buffer.from(JSON.stringify(projection)),
  );
}

/** Told once, at the first revision: later ones show the same metadata. */
async function tellQuarantined(document: SessionDocument, deps: Deps): Promise<void> {
  const fields = [...new Set(document.quarantined.map(({ field }) => field))].slice(0, 100);
  if (fields.length === 0 || document.revision > 1) return;
  await deps.announce('MetadataQuarantined', { sessionId: document.id, fields }, async () => undefined);
}
