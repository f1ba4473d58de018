import type { Found, FoundSession } from '../../shared/api/sessions.ts';
import type { JsonMap, SearchHit, SearchRights } from '../../shared/ports/search.ts';
import { SESSIONS_ALIAS, type SessionDocument } from '../../shared/session/search-document.ts';
import { encodeCursor } from './page.ts';
import { type FindRequest, searchPage } from './search-page.ts';
import { suggestKeys } from './suggest.ts';

const MATCHED_LENGTH = 120;

/** One page of the sessions that a query finds, as it is shown. Throws what `searchPage` throws. */
export async function findSessions(
  reader: SearchRights['read'] & SearchRights['page'],
  request: FindRequest,
): Promise<Found> {
  const { query, total, hits, next, close } = await searchPage(reader, request);
  if (!next) await close();
  const index = request.index ?? SESSIONS_ALIAS;
  const hints = total === 0 ? await suggestKeys(reader, { index, query, sources: request.sources }) : [];
  return {
    sessions: hits.map(foundSession),
    total,
    ...(next && { next: encodeCursor(next) }),
    hints: hints.map(
      ({ key, meant }) => `No session has the key "${key}". Did you mean ${meant.join(' or ')}?`,
    ),
  };
}

/** What the index wrote as a SessionDocument comes back as it was. */
function foundSession({ source, inner }: SearchHit): FoundSession {
  const document = source as SessionDocument;
  return {
    id: document.id,
    source: document.source,
    subject: [...(document.subject ?? [])],
    ...(document.recorded_at !== undefined && { recordedAt: document.recorded_at }),
    ...(document.stages.archived !== undefined && { archivedAt: document.stages.archived }),
    bytes: document.bytes,
    files: document.files,
    quarantined: [...new Set(document.quarantined.map(({ field }) => field))],
    stages: { ...document.stages },
    matched: matchedOf(inner ?? {}),
  };
}

/** The attributes that met the conditions, each once, in the order of the query. */
function matchedOf(inner: NonNullable<SearchHit['inner']>): string[] {
  const attributes = Object.keys(inner)
    .toSorted()
    .flatMap((name) => inner[name] ?? []);
  return [...new Set(attributes.map(showAttribute))];
}

function showAttribute({ k, text }: JsonMap): string {
  const values = Array.isArray(text) ? text.join(', ') : '';
  const shown =
    values.length > MATCHED_LENGTH ? `${values.slice(0, MATCHED_LENGTH - 1)}…`.toWellFormed() : values;
  return `${String(k)}: ${shown}`;
}
