import { MAX_TABLES_SHOWN, type Session } from '../../shared/api/sessions.ts';
import { maySee } from '../../shared/service/auth.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Fault, Refusal } from '../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { readReceipt } from '../../shared/service/receipts.ts';
import { readRecord } from '../../shared/service/records.ts';
import { describeMetadata, mergeTroubles } from '../../shared/session/metadata/describe.ts';
import { MetadataDocumentSchema } from '../../shared/session/metadata/document.ts';
import { ProjectionSchema } from '../../shared/session/projection.ts';
import { metadataKey, projectionKey, type SessionRecord } from '../../shared/session/record.ts';
import type { Result } from '../../shared/session/results.ts';
import { sessionIdOf } from './claim.ts';
import type { Deps } from './rights.ts';

/** One session from the ledger, which is the truth: also before the index shows it. */
export async function getSession(request: HttpRequest, deps: Deps): Promise<HttpAnswer> {
  const record = await visibleRecord(request, deps);
  const sessions = deps.objects['ledger/sessions'];
  const [metadata, projection, receipt] = await Promise.all([
    readJson(sessions, metadataKey(record.id, record.metadata.revision), MetadataDocumentSchema),
    readJson(sessions, projectionKey(record.id), ProjectionSchema),
    readReceipt(deps.objects['ledger/receipts'], record.id),
  ]);
  if (!metadata) throw new Fault('internal-error', `The metadata of ${record.id} are missing in the ledger.`);
  const { format, value, notes } = metadata.value;
  const described = describeMetadata(metadata.value);
  const body: Session = {
    record: shownRecord(record),
    metadata: { format, value, notes },
    quarantined: mergeTroubles(record.quarantined, described.core.quarantined, described.quarantined),
    ...(projection && { indexed: { revision: projection.value.revision, at: projection.value.at } }),
    ...(receipt && { receipt }),
  };
  return { status: 200, body };
}

/** The record with as many tables as an answer has room for; whole where there are no more. */
function shownRecord({ results, ...record }: SessionRecord): Session['record'] {
  return { ...record, ...(results && { results: results.map(shownResult) }) };
}

function shownResult({ tables, ...result }: Result): Result & { tablesLeftOut?: number } {
  const left = tables.length - MAX_TABLES_SHOWN;
  return { ...result, tables: tables.slice(0, MAX_TABLES_SHOWN), ...(left > 0 && { tablesLeftOut: left }) };
}

/** Throws session-unknown where there is none, or none that the caller may see. */
export async function visibleRecord(request: HttpRequest, deps: Deps): Promise<SessionRecord> {
  const id = sessionIdOf(request.params.id ?? '');
  const record = await readRecord(deps.objects['ledger/sessions'], id);
  if (!record || !maySee(request.caller, record.source)) throw new Refusal('session-unknown');
  return record;
}
