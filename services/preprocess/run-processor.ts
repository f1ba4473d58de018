import { isoTime } from '../../shared/ports/clock.ts';
import { isObjectError } from '../../shared/ports/objects.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Fault } from '../../shared/service/errors.ts';
import type { Manifest, ManifestFile } from '../../shared/session/manifest.ts';
import type { SessionRecord } from '../../shared/session/record.ts';
import {
  type Provenance,
  ProvenanceSchema,
  provenanceKey,
  resultPrefix,
} from '../../shared/session/results.ts';
import { fileTrouble } from './errors.ts';
import { openInput } from './input.ts';
import { openOutput } from './output.ts';
import type { Pipeline } from './processor.ts';
import { openQualitySummary, QUALITY_COLUMNS, QUALITY_TABLE, qualityBatch } from './quality/table.ts';
import type { Deps } from './rights.ts';
import type { SessionMetadata } from './session-metadata.ts';

type NamedProcessor = Pipeline['processors'][number];

/** What a processor works on: a committed session. */
export interface Session {
  readonly record: SessionRecord;
  readonly manifest: Manifest;
  readonly metadata: SessionMetadata;
}

/**
 * Lets a processor go through its files of a session, once: the provenance, written last, decides. Where there is one
 * already, also one that somebody else wrote in the meantime, it is that one which counts; the tables are the same.
 */
export async function runProcessor(
  processor: NamedProcessor,
  session: Session,
  files: readonly ManifestFile[],
  deps: Deps,
): Promise<Provenance> {
  const { record } = session;
  const key = provenanceKey(record.id, processor.name, processor.digest);
  const there = await readJson(deps.objects.results, key, ProvenanceSchema);
  if (there) return there.value;
  const provenance = await processFiles(processor, session, files, deps);
  try {
    await deps.objects.results.put(key, Buffer.from(JSON.stringify(provenance, null, 1)), {
      ifNoneMatch: '*',
    });
    return provenance;
  } catch (error) {
    if (!isObjectError(error, 'PreconditionFailed')) throw error;
    const theirs = await readJson(deps.objects.results, key, ProvenanceSchema);
    if (!theirs) throw new Fault('internal-error', `${key} was there and is not.`, { cause: error });
    return theirs.value;
  }
}

async function processFiles(
  processor: NamedProcessor,
  { record, manifest, metadata }: Session,
  files: readonly ManifestFile[],
  deps: Deps,
): Promise<Provenance> {
  const startedAt = isoTime(deps.clock);
  const prefix = resultPrefix(record.id, processor.name, processor.digest);
  const quality = openQualitySummary();
  const output = openOutput(deps.objects.results, prefix);
  const refused: Provenance['refused'] = [];
  const skipped: Provenance['skipped'] = [];
  for (const [index, file] of files.entries()) {
    const about = { number: index + 1, metadata, alone: files.length === 1 };
    const input = openInput(manifest.session, file, about, deps.objects.archive);
    try {
      const processed = await processor.process(input, output);
      if ('skipped' in processed) {
        skipped.push({ path: file.path, reason: processed.skipped });
        continue;
      }
      const rows = processed.quality;
      if (rows.length > 0)
        await output.add(QUALITY_TABLE, QUALITY_COLUMNS, [qualityBatch(record.id, file.path, rows)]);
      quality.add(file.path, rows);
    } catch (error) {
      const trouble = fileTrouble(error);
      if (!trouble) throw error;
      refused.push({ path: file.path, ...trouble });
    }
  }
  const outputs = [...(await output.finish())];
  const summary = quality.summary();
  return {
    format: 1,
    session: record.id,
    processor: processor.name,
    version: processor.version,
    digest: processor.digest,
    config: { ...processor.config },
    manifestSha256: record.manifest.sha256,
    metadataRevision: record.metadata.revision,
    inputs: files.map(({ path, version, crc32, sha256 }) => ({
      path,
      version,
      crc32,
      ...(sha256 !== undefined && { sha256 }),
    })),
    skipped,
    refused,
    outputs,
    ...(summary && { quality: summary }),
    startedAt,
    finishedAt: isoTime(deps.clock),
  };
}
