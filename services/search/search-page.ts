import type { JsonMap, SearchHit, SearchRights } from '../../shared/ports/search.ts';
import { QueryError } from '../../shared/query/errors.ts';
import { compileQuery } from '../../shared/query/opensearch/compile.ts';
import { parseQuery } from '../../shared/query/parse.ts';
import { printQuery } from '../../shared/query/print.ts';
import type { Query } from '../../shared/query/tree.ts';
import { Fault, Refusal } from '../../shared/service/errors.ts';
import { SESSIONS_ALIAS } from '../../shared/session/search-document.ts';
import { type Cursor, checkPageSize, decodeCursor, digestOf, SORT } from './page.ts';

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

/** What the search engine has for one page. */
export interface SearchPage {
  readonly query: Query;
  /** All that match, not only this page. */
  readonly total: number;
  readonly hits: readonly SearchHit[];
  /** Where the page starts; the first page of a query starts nowhere. */
  readonly start: Cursor | undefined;
  /** The place behind a hit of this page. */
  behind(hit: SearchHit): Cursor;
  /** Behind the last hit, where the query has more of them. */
  readonly next: Cursor | undefined;
  /** For whoever asks for no page after this one. */
  close(): Promise<void>;
}

/** How long a person or a script may think between two pages. */
const KEEP_ALIVE_SECONDS = 300;
/** Conditions whose matching attributes are shown beside a session. */
const MATCHES = 8;

/**
 * One page of the sessions that a query finds. Pages from the second on are of one point in time: what is written
 * meanwhile neither repeats nor hides a session. The first page holds none, since most searches end with it.
 * Throws the refusals query-invalid, request-invalid and page-expired, and what the search engine throws.
 */
export async function searchPage(
  reader: SearchRights['read'] & SearchRights['page'],
  request: FindRequest,
): Promise<SearchPage> {
  const size = checkPageSize(request.size);
  const index = request.index ?? SESSIONS_ALIAS;
  const { tree, dsl } = readQuery(request);
  const digest = digestOf(printQuery(tree));
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
  const held = answer.pointInTime ?? pointInTime;
  const hits = answer.hits.slice(0, size);
  const behind = (hit: SearchHit): Cursor => ({
    v: 1,
    query: digest,
    after: sortValues(hit),
    ...(held !== undefined && { pointInTime: held }),
  });
  const last = hits.at(-1);
  return {
    query: tree,
    total: answer.total,
    hits,
    start: cursor && { ...cursor, ...(held !== undefined && { pointInTime: held }) },
    behind,
    next: last && answer.hits.length > size ? behind(last) : undefined,
    close: async () => {
      // Where this fails the point in time ends by itself, and the page is good all the same.
      if (held !== undefined) await reader.closePointInTime(held).catch(() => undefined);
    },
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

function sortValues({ id, sort: [time, name] }: SearchHit): Cursor['after'] {
  if (typeof time === 'number' && typeof name === 'string') return [time, name];
  throw new Fault('internal-error', `The index sorts ${id} by what is no time and id.`);
}
