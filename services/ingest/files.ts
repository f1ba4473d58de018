import { type Files, type FilesQuery, PAGE_SIZES } from '../../shared/api/sessions.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Fault } from '../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { pageFrom, pageSize } from '../../shared/service/pages.ts';
import { compareUtf8, ManifestSchema, rawKey } from '../../shared/session/manifest.ts';
import { ledgerManifestKey } from '../../shared/session/record.ts';
import type { Deps } from './rights.ts';
import { visibleRecord } from './session.ts';

/** A page of the committed manifest. It never changes, so that a path says where the next page starts. */
export async function getFiles(request: HttpRequest<unknown, FilesQuery>, deps: Deps): Promise<HttpAnswer> {
  const size = pageSize(request.query.limit, PAGE_SIZES);
  const record = await visibleRecord(request, deps);
  const sessions = deps.objects['ledger/sessions'];
  const document = await readJson(sessions, ledgerManifestKey(record.id), ManifestSchema);
  if (!document) throw new Fault('internal-error', `The manifest of ${record.id} is missing in the ledger.`);
  const { files, ...manifest } = document.value;
  // They are committed in this order; pages rely on it, and it costs little to make sure.
  const sorted = files.toSorted((a, b) => compareUtf8(a.path, b.path));
  const start = startAfter(sorted, request.query.after);
  const archive = deps.objects['archive/raw'];
  const { shown, next } = await pageFrom(sorted, { start, size }, async (file) => ({
    ...file,
    address: await archive.location(rawKey(record.id, file.path), { version: file.version }),
  }));
  const last = shown.at(-1);
  const body: Files = {
    session: record.id,
    manifest,
    files: shown,
    ...(next !== undefined && last && { next: last.path }),
  };
  return { status: 200, body };
}

function startAfter(sorted: readonly { path: string }[], after: string | undefined): number {
  if (after === undefined) return 0;
  const start = sorted.findIndex(({ path }) => compareUtf8(path, after) > 0);
  return start < 0 ? sorted.length : start;
}
