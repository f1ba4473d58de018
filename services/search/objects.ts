import type { FindQuery, FoundObjects, ObjectsQuery } from '../../shared/api/sessions.ts';
import { type Caller, maySee } from '../../shared/service/auth.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Refusal } from '../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import { readRecord } from '../../shared/service/records.ts';
import { type ManifestFile, ManifestSchema, rawKey } from '../../shared/session/manifest.ts';
import { ledgerManifestKey } from '../../shared/session/record.ts';
import type { Deps } from './rights.ts';
import { findPage } from './sessions.ts';

type FoundObject = FoundObjects['objects'][number];

/** Sessions of one page: their manifests are read one by one, and the answer has to fit the gateway. */
const PAGE_SIZE = 20;

/**
 * Objects of sessions, session by session: a page ends with a session, so that it holds as many objects as its
 * sessions have. The manifests are read from the ledger, whatever the index shows.
 */
export async function listObjects(
  request: HttpRequest<unknown, ObjectsQuery>,
  deps: Deps,
): Promise<HttpAnswer> {
  const { session, suffix, ...query } = request.query;
  if (session !== undefined && query.q !== undefined)
    throw new Refusal('request-invalid', 'Give `session` or `q`, not both.', { field: '?session' });
  const { ids, next } =
    session === undefined ? await idsFound(query, request.caller, deps) : { ids: [session], next: undefined };
  const found = await mapLimit(ids, 4, (id) => objectsOf(id, suffix, request.caller, deps));
  if (session !== undefined && found[0] === undefined) throw new Refusal('session-unknown');
  const body: FoundObjects = {
    objects: found.flatMap((objects) => objects ?? []),
    ...(next !== undefined && { next }),
  };
  return { status: 200, body };
}

async function idsFound(
  query: FindQuery,
  caller: Caller,
  deps: Deps,
): Promise<{ ids: string[]; next: string | undefined }> {
  const page = await findPage(query, caller, deps, PAGE_SIZE);
  return { ids: page.sessions.map(({ id }) => id), next: page.next };
}

/** Undefined where there is no such session, or not for this caller. */
async function objectsOf(
  id: string,
  suffix: string | undefined,
  caller: Caller,
  deps: Deps,
): Promise<FoundObject[] | undefined> {
  const sessions = deps.objects['ledger/sessions'];
  const record = await readRecord(sessions, id);
  if (!record || !maySee(caller, record.source)) return undefined;
  const files = (await readJson(sessions, ledgerManifestKey(id), ManifestSchema))?.value.files ?? [];
  const wanted = files.filter(({ path }) => suffix === undefined || path.endsWith(suffix));
  return await mapLimit(wanted, 16, (file) => objectOf(id, file, deps));
}

async function objectOf(session: string, file: ManifestFile, deps: Deps): Promise<FoundObject> {
  const { path, size, crc32, sha256, version } = file;
  const address = await deps.objects.archive.location(rawKey(session, path), { version });
  return { session, path, address, size, crc32, ...(sha256 !== undefined && { sha256 }) };
}
