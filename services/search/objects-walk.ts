import type { ObjectsQuery } from '../../shared/api/sessions.ts';
import type { HttpRequest } from '../../shared/service/http.ts';
import { type Cursor, decodeCursor, digestOf } from './page.ts';
import type { Deps } from './rights.ts';
import { searchPage } from './search-page.ts';
import { askedFor } from './sessions.ts';

/** A session whose objects a page shows. */
export interface Stop {
  readonly session: string;
  /** The first of its files, by its place in the manifest. */
  readonly from: number;
  /** Where the next page starts, but for the number of the file, when this one ends inside the session. */
  readonly place: Cursor;
}

/** The sessions that one page may show, in their order. */
export interface Walk {
  readonly stops: readonly Stop[];
  /** Behind all of them; undefined where there are no more sessions. */
  readonly next: Cursor | undefined;
  /** For when no page follows. */
  close(): Promise<void>;
}

/** Sessions that one page looks into at most: each costs reading its manifest, whatever it has of what is wanted. */
const SESSIONS_A_PAGE = 20;

/**
 * The rest of the session in which the page before ended, then those that the index finds behind it. The index is
 * asked in any case: that keeps the point in time alive while pages go through one large session.
 */
export async function foundSessions(request: HttpRequest<unknown, ObjectsQuery>, deps: Deps): Promise<Walk> {
  const { start, hits, behind, next, close } = await searchPage(deps.search, {
    ...askedFor(request, deps),
    size: SESSIONS_A_PAGE,
  });
  const rest = start?.from === undefined ? [] : [{ session: start.after[1], from: start.from, place: start }];
  const found = hits.map((hit) => ({ session: hit.id, from: 0, place: behind(hit) }));
  return { stops: [...rest, ...found], next, close };
}

/** One session, from where the page before ended. Throws the refusal request-invalid. */
export function oneSession(session: string, after: string | undefined): Walk {
  const query = digestOf(`?session=${session}`);
  const from = after === undefined ? 0 : (decodeCursor(after, query).from ?? 0);
  const place: Cursor = { v: 1, query, after: [0, session] };
  return { stops: [{ session, from, place }], next: undefined, close: async () => undefined };
}
