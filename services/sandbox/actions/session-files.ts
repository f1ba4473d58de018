import { createHash } from 'node:crypto';
import { collect, readJson } from '../../../shared/service/documents.ts';
import { Fault, Refusal } from '../../../shared/service/errors.ts';
import { encodeManifest, ManifestSchema, manifestDigest, rawKey } from '../../../shared/session/manifest.ts';
import { ledgerManifestKey } from '../../../shared/session/record.ts';
import { ProvenanceSchema, provenanceKey } from '../../../shared/session/results.ts';
import type { LifeDeps } from '../rights.ts';
import type { Selected, SelectedFile } from '../selection.ts';

/** Every file of a selected session as it was selected: raw by its manifest, processed by its provenance. */
export async function filesOf(session: Selected, deps: LifeDeps): Promise<SelectedFile[]> {
  const raw = await rawFiles(session, deps);
  const processed = await Promise.all(session.results.map((result) => resultFiles(session.id, result, deps)));
  return [...raw, ...processed.flat()];
}

/**
 * The ledger's copy of the manifest names the bytes, and its digest was frozen: another one is refused as
 * hash-mismatch.
 */
async function rawFiles({ id, manifestSha256 }: Selected, deps: LifeDeps): Promise<SelectedFile[]> {
  const found = await readJson(deps.objects['ledger/sessions'], ledgerManifestKey(id), ManifestSchema);
  if (!found) throw new Fault('internal-error', `The manifest of ${id} is missing in the ledger.`);
  const manifest = found.value;
  if (manifestDigest(encodeManifest(manifest)) !== manifestSha256)
    throw new Refusal('hash-mismatch', `manifest.json of ${id}`);
  return manifest.files.map(({ path, size, crc32, sha256, version }) => ({
    path: `sessions/${rawKey(id, path)}`,
    store: 'archive',
    key: rawKey(id, path),
    version,
    size,
    crc32,
    ...(sha256 !== undefined && { sha256 }),
  }));
}

async function resultFiles(
  id: string,
  { processor, digest }: Selected['results'][number],
  deps: LifeDeps,
): Promise<SelectedFile[]> {
  const key = provenanceKey(id, processor, digest);
  const body = await deps.objects.results.get(key);
  const { version, size, crc32 } = body.attributes;
  const bytes = await collect(body);
  const provenance = await readJson(deps.objects.results, key, ProvenanceSchema);
  const outputs = (provenance?.value.outputs ?? []).map(
    (output): SelectedFile => ({
      path: `sessions/${output.key}`,
      store: 'results',
      key: output.key,
      version: output.version,
      size: output.bytes,
      sha256: output.sha256,
    }),
  );
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return [...outputs, { path: `sessions/${key}`, store: 'results', key, version, size, crc32, sha256 }];
}
