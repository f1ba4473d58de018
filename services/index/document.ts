import type { Manifest } from '../../shared/session/manifest.ts';
import { readDate } from '../../shared/session/metadata/date.ts';
import { type Description, mergeTroubles } from '../../shared/session/metadata/describe.ts';
import type { SessionRecord } from '../../shared/session/record.ts';
import type { IndexedQuarantine, SessionDocument } from '../../shared/session/search-document.ts';
import { indexAttributes } from './attributes.ts';

/** Names of files make a session findable, but not at any price: UTF-16 units of paths in one document. */
const MAX_PATHS_LENGTH = 256 * 1024;

/**
 * The search document of a session: what its record, its manifest and its metadata say, and nothing else. The same
 * input gives the same document; its version is the record's revision.
 */
export function buildDocument(
  record: SessionRecord,
  manifest: { readonly files: readonly Pick<Manifest['files'][number], 'path'>[] },
  metadata: Description,
): SessionDocument {
  const { quarantined: coreQuarantined, ...core } = metadata.core;
  const { attrs, quarantined: leftOut } = indexAttributes(metadata.attributes);
  const recordedAt = core.recorded_at ?? utcOf(record.recordedAt);
  return {
    id: record.id,
    source: record.source,
    revision: record.revision,
    ...core,
    ...(recordedAt !== undefined && { recorded_at: recordedAt }),
    bytes: record.manifest.bytes,
    files: record.manifest.files,
    stages: record.stages,
    format: metadata.format,
    quarantined: mergeTroubles(record.quarantined, coreQuarantined, metadata.quarantined, leftOut).map(
      pickQuarantined,
    ),
    attrs,
    words: pathsOf(manifest.files),
  };
}

/** What is known of the session without its metadata, marked as such: for a document that the engine refused. */
export function coreOf(
  { id, source, revision, bytes, files, stages, words }: SessionDocument,
  reason: string,
): SessionDocument {
  const trouble = { field: 'metadata', value: '', code: 'document-rejected', reason: reason.slice(0, 500) };
  return {
    id,
    source,
    revision,
    bytes,
    files,
    stages,
    format: 'none',
    quarantined: [trouble],
    attrs: [],
    words,
  };
}

/** The folder's name gives a time without a zone, and is taken as UTC, as metadata without a zone is. */
function utcOf(local: string | undefined): string | undefined {
  const reading = local === undefined ? undefined : readDate(local);
  return reading?.ok ? reading.date : undefined;
}

const pickQuarantined = ({ field, value, code, reason }: IndexedQuarantine): IndexedQuarantine => ({
  field,
  value,
  code,
  reason,
});

/** As many paths as the bound allows, in the manifest's order. */
function pathsOf(files: readonly { readonly path: string }[]): string[] {
  const paths: string[] = [];
  let length = 0;
  for (const { path } of files) {
    length += path.length;
    if (length > MAX_PATHS_LENGTH) break;
    paths.push(path.normalize('NFC'));
  }
  return paths;
}
