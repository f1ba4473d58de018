import { buildDocument } from '../../services/index/document.ts';
import type { EventType } from '../../shared/events/catalog.ts';
import { readJson } from '../../shared/service/documents.ts';
import type { Failure } from '../../shared/service/inbox.ts';
import { readReceipt } from '../../shared/service/receipts.ts';
import { readRecord } from '../../shared/service/records.ts';
import { areaOf } from '../../shared/service/wire.ts';
import { compareUtf8, ManifestSchema, manifestKey, rawKey } from '../../shared/session/manifest.ts';
import { describeMetadata } from '../../shared/session/metadata/describe.ts';
import { MetadataDocumentSchema } from '../../shared/session/metadata/document.ts';
import { metadataKey, type SessionRecord } from '../../shared/session/record.ts';
import { ProvenanceSchema, provenanceKey } from '../../shared/session/results.ts';
import type { End } from './end.ts';
import type { SimulatedSession } from './sessions.ts';

/** What was promised of one session and is not so. */
export async function brokenOfSession(
  session: SimulatedSession,
  inbox: Failure[],
  end: End,
): Promise<string[]> {
  const { id, expected } = session;
  const outcome = end.known.outcomes.get(id);
  const record = await readRecord(areaOf(end.world, 'ledger/sessions'), id);
  if (expected.refused) {
    const isKept = inbox.some((failure) => failure.session === id && failure.cause === 'checksum-mismatch');
    return [
      ...(outcome === 'refused' && !record ? [] : [`${id} had to be refused, and is ${outcome}.`]),
      ...(isKept ? [] : [`${id} was refused, and is not in the inbox.`]),
    ];
  }
  if (outcome !== 'committed') return [`${id} had to be committed, and is ${outcome}.`];
  if (!record) return [`${id} was acknowledged, and has no record.`];
  const wasGivenUp = (service: string): boolean =>
    inbox.some((failure) => failure.session === id && failure.service === service);
  return [
    ...(await brokenFiles(session, end)),
    ...(await brokenDocument(session, record, end)),
    ...(await brokenReceipt(record, wasGivenUp('verify'), end)),
    ...(await brokenResults(session, record, inbox, end)),
    ...brokenEvents(session, record, end),
  ];
}

async function brokenFiles({ id, files }: SimulatedSession, { stores }: End): Promise<string[]> {
  const manifest = (await readJson(stores.archive, manifestKey(id), ManifestSchema))?.value;
  const named = manifest?.files.map(({ path }) => path).toSorted() ?? [];
  if (named.join() !== [...files.keys()].toSorted().join())
    return [`${id}: the manifest names ${named.join()}.`];
  return (manifest?.files ?? []).flatMap(({ path, version }) => {
    const kept = stores.archive.bytesOf(rawKey(id, path), version);
    const given = files.get(path);
    return kept && given && Buffer.compare(kept, given) === 0 ? [] : [`${id}: ${path} has other bytes.`];
  });
}

async function brokenDocument(
  { id, expected, proposal }: SimulatedSession,
  record: SessionRecord,
  { world }: End,
): Promise<string[]> {
  const found = world.search.documents.get(id);
  if (found?.version !== record.revision)
    return [`${id}: the index shows revision ${found?.version}, the record has ${record.revision}.`];
  const metadata = await readJson(
    areaOf(world, 'ledger/sessions'),
    metadataKey(id, record.metadata.revision),
    MetadataDocumentSchema,
  );
  const description = describeMetadata(metadata?.value ?? { format: 'none', value: {}, notes: [] });
  const files = proposal.files.toSorted((a, b) => compareUtf8(a.path, b.path));
  const whole = JSON.stringify(buildDocument(record, { files }, description));
  const broken =
    JSON.stringify(found.body) === whole
      ? []
      : [`${id}: the index shows\n${JSON.stringify(found.body)}\nnot\n${whole}`];
  const { subject, quarantined } = found.body;
  if (expected.subject !== undefined && JSON.stringify(subject) !== JSON.stringify([expected.subject]))
    broken.push(`${id}: the index shows the subject ${JSON.stringify(subject)}.`);
  if (expected.quarantines && JSON.stringify(quarantined) === '[]')
    broken.push(`${id}: the index hides the trouble with its metadata.`);
  return broken;
}

async function brokenReceipt(record: SessionRecord, wasGivenUp: boolean, end: End): Promise<string[]> {
  const signed = await readReceipt(areaOf(end.world, 'ledger/receipts'), record.id);
  if (!signed) return [`${record.id} has no receipt.`];
  if (signed.receipt.manifestSha256 !== record.manifest.sha256)
    return [`${record.id} has the receipt of another manifest.`];
  if (!record.stages.verified)
    return wasGivenUp ? [] : [`${record.id} is neither verified nor in the inbox.`];
  return signed.receipt.safeToDelete ? [] : [`${record.id} is verified, and its receipt says otherwise.`];
}

async function brokenResults(
  { id, expected }: SimulatedSession,
  record: SessionRecord,
  inbox: Failure[],
  { stores }: End,
): Promise<string[]> {
  const failures = inbox.filter(({ session, service }) => session === id && service === 'preprocess');
  if (record.pipeline === undefined)
    return failures.length > 0 ? [] : [`${id} is neither processed nor in the inbox.`];
  const broken: string[] = [];
  for (const path of expected.unprocessable ?? [])
    if (!failures.some(({ field }) => field === path)) broken.push(`${id}: ${path} is not in the inbox.`);
  for (const { processor, digest } of record.results ?? []) {
    const provenance = await readJson(stores.results, provenanceKey(id, processor, digest), ProvenanceSchema);
    if (!provenance) broken.push(`${id}: the results of ${processor} have no provenance.`);
    for (const { key, version, bytes } of provenance?.value.outputs ?? [])
      if (stores.results.bytesOf(key, version)?.byteLength !== bytes)
        broken.push(`${id}: ${key} is missing.`);
  }
  return broken;
}

/** Everything that happened was told. */
function brokenEvents(
  { id, expected }: SimulatedSession,
  record: SessionRecord,
  { published }: End,
): string[] {
  const told = (type: EventType): boolean =>
    published.some((event) => event.type === type && event.subject === id);
  const due: EventType[] = ['UploadCompleted', 'SessionMigrated'];
  if (record.stages.verified) due.push('SessionVerified');
  if (record.stages.processed) due.push('SessionProcessed');
  if (expected.quarantines) due.push('MetadataQuarantined');
  if (record.pipeline !== undefined && expected.unprocessable) due.push('SessionProcessingFailed');
  const missing = due.filter((type) => !told(type)).map((type) => `${id}: nobody was told ${type}.`);
  const isShown = published.some(
    ({ type, subject, data }) =>
      type === 'SessionIndexed' &&
      subject === id &&
      'revision' in data &&
      Number(data.revision) === record.revision,
  );
  return isShown ? missing : [...missing, `${id}: nobody was told SessionIndexed of its last revision.`];
}
