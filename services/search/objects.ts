import { type FoundObjects, OBJECTS_PAGE_SIZES, type ObjectsQuery } from '../../shared/api/sessions.ts';
import { Refusal } from '../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { pageFrom, pageSize } from '../../shared/service/pages.ts';
import { rawKey } from '../../shared/session/manifest.ts';
import { type Entry, readEntries } from './objects-entries.ts';
import { foundSessions, oneSession } from './objects-walk.ts';
import { encodeCursor } from './page.ts';
import type { Deps } from './rights.ts';

type FoundObject = FoundObjects['objects'][number];

/**
 * A page of the objects of sessions, session by session. Which sessions and in which order is the index's word; their
 * files are read from the ledger, whatever the index shows. A manifest never changes, so that a number says where the
 * next page starts inside a session.
 */
export async function listObjects(
  request: HttpRequest<unknown, ObjectsQuery>,
  deps: Deps,
): Promise<HttpAnswer> {
  const { session, q, suffix, limit, after } = request.query;
  if (session !== undefined && q !== undefined)
    throw new Refusal('request-invalid', 'Give `session` or `q`, not both.', { field: '?session' });
  const size = pageSize(limit, OBJECTS_PAGE_SIZES);
  const walk = session === undefined ? await foundSessions(request, deps) : oneSession(session, after);
  const { entries, unseen } = await readEntries(
    walk.stops,
    { suffix, enough: size, caller: request.caller },
    deps,
  );
  if (session !== undefined && unseen.includes(session)) throw new Refusal('session-unknown');
  const { shown, next } = await pageFrom(entries, { start: 0, size }, (entry) => objectOf(entry, deps));
  const cut = next === undefined ? undefined : entries[next];
  const place = cut ? { ...cut.stop.place, from: cut.number } : walk.next;
  if (!place) await walk.close();
  const body: FoundObjects = { objects: shown, ...(place && { next: encodeCursor(place) }) };
  return { status: 200, body };
}

async function objectOf({ stop, file }: Entry, deps: Deps): Promise<FoundObject> {
  const { path, size, crc32, sha256, version } = file;
  const address = await deps.objects.archive.location(rawKey(stop.session, path), { version });
  return { session: stop.session, path, address, size, crc32, ...(sha256 !== undefined && { sha256 }) };
}
