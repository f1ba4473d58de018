import type { Address, Addressed, Addresses } from '../../shared/api/uploads.ts';
import type { SignedAddress } from '../../shared/ports/objects.ts';
import { Refusal } from '../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import { validFilePath } from '../../shared/session/id.ts';
import { rawKey } from '../../shared/session/manifest.ts';
import { MAX_FILE_BYTES, partBytes, partCount } from '../../shared/session/parts.ts';
import { proposalId, proposalKey } from '../../shared/session/upload.ts';
import { existingClaim, refuseCommitted, sessionIdOf } from './claim.ts';
import type { Deps } from './rights.ts';

/** Seconds that an address lives: minutes, since the client asks when it is about to send. */
const ADDRESS_SECONDS = 15 * 60;

/** The largest manifest: 100,000 files with the longest paths. */
const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;

export async function signAddresses(request: HttpRequest<Addresses>, deps: Deps): Promise<HttpAnswer> {
  const id = sessionIdOf(request.params.id ?? '');
  await existingClaim(id, request.caller, deps);
  if (request.body.parts.length > 0) await refuseCommitted(id, deps);
  const parts = await mapLimit(request.body.parts, 16, (part, index) => signOne(id, part, index, deps));
  const { manifest } = request.body;
  const body: Addressed = { parts, ...(manifest && { manifest: await signManifest(id, manifest, deps) }) };
  return { status: 200, body };
}

async function signOne(
  id: string,
  part: Addresses['parts'][number],
  index: number,
  deps: Deps,
): Promise<Address> {
  const place = { field: `/parts/${index}` };
  const checked = validFilePath(part.path);
  if (!checked.ok) throw new Refusal('path-invalid', checked.message, { field: `${place.field}/path` });
  if (part.fileSize > MAX_FILE_BYTES)
    throw new Refusal('size-invalid', undefined, { field: `${place.field}/fileSize` });
  const parts = partCount(part.fileSize);
  if (part.part > parts)
    throw new Refusal('part-invalid', `A file of ${part.fileSize} bytes has ${parts} part(s).`, place);
  const size = partBytes(part.fileSize, part.part);
  const options = { size, crc32: part.crc32, expiresIn: ADDRESS_SECONDS };
  const key = rawKey(id, part.path);
  if (parts === 1) return answer(await deps.objects['archive/raw'].signPut(key, options));
  if (part.uploadId === undefined)
    throw new Refusal('part-invalid', 'A file of several parts needs its uploadId.', place);
  return answer(
    await deps.objects['archive/raw'].signPart(key, part.uploadId, { part: part.part, ...options }),
  );
}

async function signManifest(
  id: string,
  manifest: { size: number; crc32: string },
  deps: Deps,
): Promise<Address> {
  if (manifest.size > MAX_MANIFEST_BYTES)
    throw new Refusal('manifest-invalid', `A manifest has at most ${MAX_MANIFEST_BYTES} bytes.`, {
      field: '/manifest/size',
    });
  const key = proposalKey(id, proposalId(manifest.crc32, manifest.size));
  return answer(
    await deps.objects['ledger/uploads'].signPut(key, { ...manifest, expiresIn: ADDRESS_SECONDS }),
  );
}

const answer = ({ url, headers, expires }: SignedAddress): Address => ({
  method: 'PUT',
  url,
  headers: { ...headers },
  expires,
});
