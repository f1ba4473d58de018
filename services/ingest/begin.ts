import type { Begin, Begun, FileState } from '../../shared/api/uploads.ts';
import type { ObjectAttributes, UploadedPart } from '../../shared/ports/objects.ts';
import { Refusal } from '../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import { validFilePath, validSource } from '../../shared/session/id.ts';
import { clashingPaths, rawKey } from '../../shared/session/manifest.ts';
import { MAX_FILE_BYTES, partCount, partSizeFor } from '../../shared/session/parts.ts';
import { chooseSource, claimSession, sessionIdOf } from './claim.ts';
import type { Deps } from './rights.ts';

/**
 * Begins an upload, or says how far an earlier one came. The store itself is asked, object by object and part by
 * part: there is no second account that could differ from it.
 */
export async function beginUpload(request: HttpRequest<Begin>, deps: Deps): Promise<HttpAnswer> {
  const id = sessionIdOf(request.params.id ?? '');
  const source = chooseSource(request.body.source, request.caller);
  if (!validSource(source))
    throw new Refusal('request-invalid', `"${source}" cannot be a source.`, { field: '/source' });
  checkFiles(request.body);
  const committed = (await claimSession(id, source, request.caller, deps)) !== undefined;
  const files = await mapLimit(request.body.files, 16, (file) => stateOf(id, file, committed, deps));
  const body: Begun = { session: id, source, committed, files };
  return { status: 200, body };
}

function checkFiles({ files }: Begin): void {
  for (const [index, { path, size }] of files.entries()) {
    const checked = validFilePath(path);
    if (!checked.ok) throw new Refusal('path-invalid', checked.message, { field: `/files/${index}/path` });
    if (size > MAX_FILE_BYTES)
      throw new Refusal('size-invalid', `${path} has ${size} bytes; a file has at most ${MAX_FILE_BYTES}.`, {
        field: `/files/${index}/size`,
      });
  }
  const clash = clashingPaths(files.map((file) => file.path));
  if (clash)
    throw new Refusal('path-twice', `"${clash[0]}" and "${clash[1]}" cannot both be stored.`, {
      field: '/files',
    });
}

async function stateOf(
  id: string,
  file: Begin['files'][number],
  committed: boolean,
  deps: Deps,
): Promise<FileState> {
  const key = rawKey(id, file.path);
  const archive = deps.objects['archive/raw'];
  let stored = await archive.head(key);
  if (stored && file.replace && !committed) {
    await archive.remove(key, { ifMatch: stored.etag });
    stored = undefined;
  }
  const about = { path: file.path, partSize: partSizeFor(file.size) };
  if (stored) return { ...about, ...storedState(stored, file.size) };
  if (committed || partCount(file.size) === 1) return { ...about, state: 'missing' };
  return { ...about, ...(await uploadState(key, file.size, deps)) };
}

const storedState = (stored: ObjectAttributes, size: number): Pick<FileState, 'state' | 'crc32'> => ({
  state: stored.size === size ? 'stored' : 'differs',
  crc32: stored.crc32,
});

/** The upload of this key that can become a file of this size, or a new one. Others of the key are given up. */
async function uploadState(
  key: string,
  size: number,
  deps: Deps,
): Promise<Pick<FileState, 'state' | 'uploadId' | 'parts'>> {
  const archive = deps.objects['archive/raw'];
  const open = (await archive.openUploads(key)).filter((upload) => upload.key === key);
  let usable: Pick<FileState, 'state' | 'uploadId' | 'parts'> | undefined;
  for (const { uploadId, partSize } of open) {
    const parts = await archive.parts(key, uploadId);
    // A part behind the end is left of a time when the file was larger; no part can be taken back. Where the store
    // does not say how an upload is cut, parts that were cut otherwise are sent again, as any part that differs.
    const fits =
      (partSize ?? partSizeFor(size)) === partSizeFor(size) &&
      parts.every(({ part }) => part <= partCount(size));
    if (fits && !usable)
      usable = { state: parts.length > 0 ? 'partial' : 'missing', uploadId, parts: parts.map(shown) };
    else await archive.abortUpload(key, uploadId);
  }
  if (usable) return usable;
  const { uploadId } = await archive.createUpload(key, { partSize: partSizeFor(size) });
  return { state: 'missing', uploadId, parts: [] };
}

const shown = ({ part, size, crc32 }: UploadedPart): { part: number; size: number; crc32: string } => ({
  part,
  size,
  crc32,
});
