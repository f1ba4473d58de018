import { createHash } from 'node:crypto';
import type { Found, FoundSession } from '../../shared/api/sessions.ts';
import type { JsonMap, SearchAnswer, SearchHit, SearchRights } from '../../shared/ports/search.ts';
import { QueryError } from '../../shared/query/errors.ts';
import { compileQuery } from '../../shared/query/opensearch/compile.ts';
import { parseQuery } from '../../shared/query/parse.ts';
import { printQuery } from '../../shared/query/print.ts';
import type { Query } from '../../shared/query/tree.ts';
import { Refusal } from '../../shared/service/errors.ts';
import { SESSIONS_ALIAS, type SessionDocument } from '../../shared/session/search-document.ts';
import { type Cursor, checkPageSize, decodeCursor, encodeCursor, SORT } from './page.ts';
import { suggestKeys } from './suggest.ts';

export interface FindRequest {
  /** The query as the person wrote it. */
  readonly text: string;
  readonly sources: readonly string[] | '*';
  /** Only sessions that were preprocessed, or only those that were not. */
  readonly processed?: boolean;
  readonly now: Date;
  /** Sessions of a page, 1 to 1,000. */
  readonly size: number;
  /** `next` of the page before. */
  readonly after?: string;
  readonly index?: string;
}

/** How long a person or a script may think between two pages. */
const KEEP_ALIVE_SECONDS = 300;
/** Conditions whose matching attributes are shown beside a session. */
const MATCHES = 8;
const MATCHED_LENGTH = 120;

/**
 * One page of the sessions that a query finds. Pages from the second on are of one point in time: what is written
 * meanwhile neither repeats nor hides a session. The first page holds none, since most searches end with it.
 * Throws the refusals query-invalid, request-invalid and page-expired, and what the search engine throws.
 */
export async function findSessions(
  reader: SearchRights['read'] & SearchRights['page'],
  request: FindRequest,
): Promise<Found> {
  const size = checkPageSize(request.size);
  const index = request.index ?? SESSIONS_ALIAS;
  const { tree, dsl } = readQuery(request);
  const digest = createHash('sha256').update(printQuery(tree)).digest('base64url');
  const cursor = request.after === undefined ? undefined : decodeCursor(request.after, digest);
  const pointInTime =
    cursor && (cursor.pointInTime ?? (await reader.openPointInTime(index, KEEP_ALIVE_SECONDS)));
  // One more than asked for tells whether there is a next page.
  const body: JsonMap = {
    query: dsl,
    sort: SORT,
    size: size + 1,
    track_total_hits: true,
    _source: { excludes: ['attrs'] },
    ...(cursor && { search_after: cursor.after }),
  };
  const answer = await (pointInTime === undefined
    ? reader.search({ index, body })
    : reader.search({ body: { ...body, pit: { id: pointInTime, keep_alive: `${KEEP_ALIVE_SECONDS}s` } } }));
  const hits = answer.hits.slice(0, size);
  const next = nextCursor(answer, hits, size, digest);
  const held = answer.pointInTime ?? pointInTime;
  // Where this fails the point in time ends by itself, and the page is good all the same.
  if (!next && held !== undefined) await reader.closePointInTime(held).catch(() => undefined);
  const hints =
    answer.total === 0 ? await suggestKeys(reader, { index, query: tree, sources: request.sources }) : [];
  return {
    sessions: hits.map(foundSession),
    total: answer.total,
    ...(next && { next: encodeCursor(next) }),
    hints: hints.map(
      ({ key, meant }) => `No session has the key "${key}". Did you mean ${meant.join(' or ')}?`,
    ),
  };
}

function readQuery(request: FindRequest): { tree: Query; dsl: JsonMap } {
  const { sources, now } = request;
  try {
    const tree = restrict(parseQuery(request.text), request.processed);
    return { tree, dsl: compileQuery(tree, { sources, now, matches: MATCHES }) };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const place = { field: '?q', position: error.position, hint: error.expected };
    throw new Refusal('query-invalid', error.message, place, { cause: error });
  }
}

function restrict(query: Query, processed: boolean | undefined): Query {
  if (processed === undefined) return query;
  const stage: Query = { type: 'field', key: 'stage.processed', value: { type: 'exists' } };
  return { type: 'and', queries: [query, processed ? stage : { type: 'not', query: stage }] };
}

function nextCursor(
  answer: SearchAnswer,
  hits: readonly SearchHit[],
  size: number,
  query: string,
): Cursor | undefined {
  const [time, id] = hits.at(-1)?.sort ?? [];
  if (answer.hits.length <= size || typeof time !== 'number' || typeof id !== 'string') return undefined;
  return {
    v: 1,
    query,
    after: [time, id],
    ...(answer.pointInTime !== undefined && { pointInTime: answer.pointInTime }),
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
