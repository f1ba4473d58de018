import type { EventData } from '../../shared/events/catalog.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { JsonMap, WriteResult } from '../../shared/ports/search.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Fault, Refusal } from '../../shared/service/errors.ts';
import { readRecord } from '../../shared/service/records.ts';
import { ManifestSchema } from '../../shared/session/manifest.ts';
import { describeMetadata } from '../../shared/session/metadata/describe.ts';
import { MetadataDocumentSchema } from '../../shared/session/metadata/document.ts';
import { ledgerManifestKey, metadataKey, type SessionRecord } from '../../shared/session/record.ts';
import { SESSIONS_ALIAS, type SessionDocument } from '../../shared/session/search-document.ts';
import { ensureIndex } from './alias.ts';
import { buildDocument, coreOf } from './document.ts';
import { noteProjection, readProjection } from './projection.ts';
import type { Deps } from './rights.ts';

/**
 * Of an index made here. One shard holds a million sessions; a rebuild can choose otherwise. One copy, where there is
 * a second node for it: with zones, each has a node, and one may fail.
 */
const SIZING = { refreshInterval: '200ms', shards: 1, replicas: { upTo: 1 } } as const;

/**
 * Makes the index show what the record says now. The event only names the session: order and repetition of events
 * make no difference, since an older revision never replaces a newer one.
 */
export async function handleSessionChanged(event: Envelope, deps: Deps): Promise<void> {
  const { sessionId } = event.data as EventData<'SessionMigrated'>;
  const record = await readRecord(deps.objects['ledger/sessions'], sessionId);
  if (!record) return;
  await ensureIndex(deps.search, SIZING);
  const whole = await documentOf(record, deps);
  const first = await writeDocument(whole, deps);
  // A document that the engine does not take must not keep the session out: its core is found, and marked.
  const document = first.state === 'rejected' ? coreOf(whole, first.reason) : whole;
  const result = first.state === 'rejected' ? await writeDocument(document, deps) : first;
  if (result.state === 'rejected') throw new Refusal('search-rejected', result.reason);
  if (result.state === 'stale') return;
  // Told before the projection is noted: whoever dies in between tells it again rather than never.
  if (!(await readProjection(sessionId, deps))) await tellQuarantined(document, deps);
  await deps.announce('SessionIndexed', { sessionId, revision: record.revision }, () =>
    noteProjection(record, deps),
  );
}

async function writeDocument(document: SessionDocument, deps: Deps): Promise<WriteResult> {
  const body = JSON.parse(JSON.stringify(document)) as JsonMap;
  const { id, revision: version } = document;
  const [result] = await deps.search.write(SESSIONS_ALIAS, [{ id, version, body }]);
  if (!result) throw new Fault('search-unavailable', 'The search engine said nothing of the document.');
  return result;
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

/** Told once, when the index first shows the session, at whatever revision: later ones have the same metadata. */
async function tellQuarantined(document: SessionDocument, deps: Deps): Promise<void> {
  const fields = [...new Set(document.quarantined.map(({ field }) => field))].slice(0, 100);
  if (fields.length === 0) return;
  await deps.announce('MetadataQuarantined', { sessionId: document.id, fields }, async () => undefined);
}
