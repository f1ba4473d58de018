import type { EventData } from '../../shared/events/catalog.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { isoTime } from '../../shared/ports/clock.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Fault } from '../../shared/service/errors.ts';
import { changeRecord, readRecord } from '../../shared/service/records.ts';
import { compareUtf8, type ManifestFile, ManifestSchema } from '../../shared/session/manifest.ts';
import { MetadataDocumentSchema } from '../../shared/session/metadata/document.ts';
import {
  ledgerManifestKey,
  metadataKey,
  reachStage,
  type SessionRecord,
} from '../../shared/session/record.ts';
import type { Provenance, Result } from '../../shared/session/results.ts';
import type { Pipeline } from './processor.ts';
import { tellRefusals } from './refusals.ts';
import type { Deps } from './rights.ts';
import { runProcessor, type Session } from './run-processor.ts';
import { sessionMetadata } from './session-metadata.ts';

/**
 * Takes a session through the pipeline, once for each digest of it, however often the event comes. Every step can be
 * repeated, and the record, changed last, says that all is done.
 */
export const processBy =
  (pipeline: Pipeline) =>
  async (event: Envelope, deps: Deps): Promise<void> => {
    const { sessionId } = event.data as EventData<'SessionMigrated'>;
    const record = await readRecord(deps.objects['ledger/sessions'], sessionId);
    if (!record || record.pipeline === pipeline.digest) return;
    const session = await readSession(record, deps);
    const provenances: Provenance[] = [];
    for (const [processor, files] of assign(pipeline, session))
      provenances.push(await runProcessor(processor, session, files, deps));
    for (const provenance of provenances) await tellRefusals(provenance, deps);
    const results = provenances.map(resultOf);
    await deps.announce('SessionProcessed', { sessionId, digest: pipeline.digest }, () =>
      changeRecord(deps.objects['ledger/sessions'], sessionId, (current) =>
        withResults(current, pipeline.digest, results, isoTime(deps.clock)),
      ),
    );
  };

async function readSession(record: SessionRecord, deps: Deps): Promise<Session> {
  const sessions = deps.objects['ledger/sessions'];
  const [manifest, metadata] = await Promise.all([
    readJson(sessions, ledgerManifestKey(record.id), ManifestSchema),
    readJson(sessions, metadataKey(record.id, record.metadata.revision), MetadataDocumentSchema),
  ]);
  if (!manifest || !metadata) throw new Fault('internal-error', `The ledger of ${record.id} is incomplete.`);
  return { record, manifest: manifest.value, metadata: sessionMetadata(metadata.value) };
}

/** Gives each file to the first processor that applies, in the order of their paths; the metadata file to none. */
function assign(
  { processors }: Pipeline,
  { manifest, metadata }: Session,
): Map<Pipeline['processors'][number], ManifestFile[]> {
  const assigned = new Map<Pipeline['processors'][number], ManifestFile[]>();
  for (const file of manifest.files.toSorted((a, b) => compareUtf8(a.path, b.path))) {
    if (file.path === manifest.metadata) continue;
    const processor = processors.find((each) => each.applies(file, metadata));
    if (!processor) continue;
    const files = assigned.get(processor);
    if (files) files.push(file);
    else assigned.set(processor, [file]);
  }
  return assigned;
}

function resultOf(provenance: Provenance): Result {
  const { processor, version, digest, outputs, refused, quality, finishedAt } = provenance;
  const tables = Map.groupBy(outputs, ({ table }) => table);
  return {
    processor,
    version,
    digest,
    tables: [...tables].map(([name, files]) => ({
      name,
      files: files.length,
      rows: files.reduce((sum, { rows }) => sum + rows, 0),
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    })),
    refused: refused.length,
    ...(quality && { quality: quality.counts }),
    at: finishedAt,
  };
}

function withResults(record: SessionRecord, pipeline: string, results: Result[], at: string): SessionRecord {
  if (record.pipeline === pipeline) return record;
  const { stages, revision } = reachStage(record, 'processed', at);
  return { ...record, pipeline, results, stages, revision: Math.max(revision, record.revision + 1) };
}
