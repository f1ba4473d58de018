import type { SandboxRequest } from '../../../shared/api/sandboxes.ts';
import { QueryError } from '../../../shared/query/errors.ts';
import { compileQuery } from '../../../shared/query/opensearch/compile.ts';
import { parseQuery } from '../../../shared/query/parse.ts';
import { type Caller, maySee } from '../../../shared/service/auth.ts';
import { Refusal } from '../../../shared/service/errors.ts';
import { mapLimit } from '../../../shared/service/parallel.ts';
import { readRecord } from '../../../shared/service/records.ts';
import type { SessionRecord } from '../../../shared/session/record.ts';
import { MAX_SANDBOX_SESSIONS } from '../../../shared/session/sandbox.ts';
import { SESSIONS_ALIAS } from '../../../shared/session/search-document.ts';
import type { ApiDeps } from '../rights.ts';
import { MAX_FILES, type Selected } from '../selection.ts';

/** How many unknown sessions an error names. */
const NAMED = 10;

/**
 * The sessions that a request names or its query finds, as they are now. One that is unknown or foreign refuses the
 * request by name; so does an empty selection, and one that is too large.
 */
export async function select(request: SandboxRequest, caller: Caller, deps: ApiDeps): Promise<Selected[]> {
  const { sessionIds, query } = request;
  if ((sessionIds === undefined) === (query === undefined))
    throw new Refusal('request-invalid', 'Give `sessionIds` or `query`, one of both.', { field: '' });
  const field = sessionIds === undefined ? '/query' : '/sessionIds';
  const ids = sessionIds === undefined ? await idsFound(query ?? '', caller, deps) : [...new Set(sessionIds)];
  if (ids.length === 0) throw new Refusal('selection-empty', undefined, { field });
  if (ids.length > MAX_SANDBOX_SESSIONS)
    throw new Refusal('selection-too-large', `${ids.length} sessions are selected.`, { field });
  const records = await readRecords(ids, caller, deps);
  const files = records.reduce((sum, { manifest }) => sum + manifest.files, 0);
  if (files > MAX_FILES)
    throw new Refusal('selection-too-large', `The sessions have ${files} files.`, { field });
  return records.map(frozen);
}

/** One more than a sandbox takes tells that there are too many. */
async function idsFound(text: string, caller: Caller, deps: ApiDeps): Promise<string[]> {
  const answer = await deps.search.search({
    index: SESSIONS_ALIAS,
    body: {
      query: compile(text, caller, new Date(deps.clock.now())),
      sort: [{ id: { order: 'asc' } }],
      size: MAX_SANDBOX_SESSIONS + 1,
      track_total_hits: true,
      _source: ['id'],
    },
  });
  if (answer.total > MAX_SANDBOX_SESSIONS)
    throw new Refusal('selection-too-large', `The query finds ${answer.total} sessions.`, {
      field: '/query',
    });
  return answer.hits.map(({ id }) => id);
}

function compile(text: string, caller: Caller, now: Date): ReturnType<typeof compileQuery> {
  try {
    return compileQuery(parseQuery(text), { sources: caller.sources, now });
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const place = { field: '/query', position: error.position, hint: error.expected };
    throw new Refusal('query-invalid', error.message, place, { cause: error });
  }
}

async function readRecords(ids: readonly string[], caller: Caller, deps: ApiDeps): Promise<SessionRecord[]> {
  const found = await mapLimit(ids, 32, async (id) => {
    const record = await readRecord(deps.objects['ledger/sessions'], id);
    return record && maySee(caller, record.source) ? record : undefined;
  });
  const unknown = ids.filter((_, index) => found[index] === undefined);
  if (unknown.length > 0) {
    const named = unknown.slice(0, NAMED).map((id) => JSON.stringify(id.slice(0, 128)));
    const more = unknown.length > NAMED ? ` (and ${unknown.length - NAMED} more)` : '';
    throw new Refusal(
      'session-unknown',
      `There is no such session for this key: ${named.join(', ')}${more}.`,
      {
        field: '/sessionIds',
      },
    );
  }
  return found.filter((record) => record !== undefined);
}

const frozen = ({ id, source, revision, manifest, results = [] }: SessionRecord): Selected => ({
  id,
  source,
  revision,
  manifestSha256: manifest.sha256,
  results: results.map(({ processor, digest }) => ({ processor, digest })),
});
