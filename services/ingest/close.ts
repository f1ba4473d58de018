import type { Close, Closed } from '../../shared/api/uploads.ts';
import { isObjectError, ObjectError } from '../../shared/ports/objects.ts';
import { type ErrorCode, Refusal } from '../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import { validFilePath } from '../../shared/session/id.ts';
import { rawKey } from '../../shared/session/manifest.ts';
import { partCount } from '../../shared/session/parts.ts';
import { existingClaim, refuseCommitted, sessionIdOf } from './claim.ts';
import type { Deps } from './rights.ts';

type File = Close['files'][number];
type Result = Closed['files'][number];

/** Joins the parts of each file. Repeating it, also after a lost answer, says the same. */
export async function closeFiles(request: HttpRequest<Close>, deps: Deps): Promise<HttpAnswer> {
  const id = sessionIdOf(request.params.id ?? '');
  await existingClaim(id, request.caller, deps);
  await refuseCommitted(id, deps);
  const files = await mapLimit(request.body.files, 8, async (file): Promise<Result> => {
    try {
      await closeFile(id, file, deps);
      return { path: file.path, state: 'stored' };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { path: file.path, state: 'refused', code: error.code, detail: error.message };
    }
  });
  const body: Closed = { files };
  return { status: 200, body };
}

async function closeFile(id: string, file: File, deps: Deps): Promise<void> {
  const checked = validFilePath(file.path);
  if (!checked.ok) throw new Refusal('path-invalid', checked.message);
  const key = rawKey(id, file.path);
  const archive = deps.objects['archive/raw'];
  try {
    const parts = await archive.parts(key, file.uploadId);
    if (parts.length !== partCount(file.size))
      throw new Refusal(
        'part-invalid',
        `${parts.length} of ${partCount(file.size)} parts of ${file.path} are there.`,
      );
    const stored = await archive.completeUpload(key, file.uploadId, { parts, crc32: file.crc32 });
    if (stored.size !== file.size) throw changed(file);
  } catch (error) {
    if (isObjectError(error, 'NoSuchUpload') || isObjectError(error, 'PreconditionFailed'))
      return await sameObject(key, file, deps);
    if (!(error instanceof ObjectError)) throw error;
    const code = REFUSED[error.code];
    if (!code) throw error;
    throw new Refusal(code, `${file.path}: ${error.message}`, {}, { cause: error });
  }
}

const REFUSED: { readonly [C in ObjectError['code']]?: ErrorCode } = {
  InvalidPart: 'part-invalid',
  ChecksumMismatch: 'file-changed',
  SizeMismatch: 'file-changed',
};

/** The object may be there by an earlier call whose answer was lost; then it has the very bytes announced. */
async function sameObject(key: string, file: File, deps: Deps): Promise<void> {
  const stored = await deps.objects['archive/raw'].head(key);
  if (!stored) throw new Refusal('part-invalid', `No upload of ${file.path} is open.`);
  if (stored.size !== file.size || stored.crc32 !== file.crc32) throw changed(file);
}

const changed = (file: File): Refusal =>
  new Refusal('file-changed', `What is stored as ${file.path} has other bytes than announced.`);
