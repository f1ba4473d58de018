import { Client, type ClientOptions } from '@opensearch-project/opensearch';
import type {
  JsonMap,
  SearchAnswer,
  SearchDocument,
  SearchEngine,
  SearchHit,
  WriteResult,
} from '../ports/search.ts';
import { Fault, Refusal } from '../service/errors.ts';
import { errorTypeOf, passes, translateError } from './opensearch-errors.ts';

/** One bulk request at most; managed OpenSearch takes 10 MiB on its smallest machines. */
const MAX_BULK_BYTES = 5 * 1024 * 1024;
const MAX_BULK_DOCUMENTS = 500;

interface Request {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Record<string, string | boolean>;
  readonly body?: JsonMap;
  /** Lines of a bulk request, JSON already. */
  readonly bulkBody?: string[];
}

/**
 * OpenSearch as the search engine, local or managed: `url` is the endpoint, `connection` whatever the client needs
 * beside it, such as the request signer for AWS. Close it to let the process end.
 */
export function openSearchEngine(options: {
  readonly url: string;
  readonly connection?: Omit<ClientOptions, 'node' | 'nodes'>;
  /** Put before the name of every index and alias, so that several platforms can share one engine. */
  readonly prefix?: string;
}): SearchEngine & {
  /** Whether it answers, and can be written to. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
} {
  const client = new Client({
    requestTimeout: 30_000,
    maxRetries: 2,
    ...options.connection,
    node: options.url,
  });

  async function send<T>({ query, ...request }: Request): Promise<T> {
    const { body } = await client.transport.request({ ...request, ...(query && { querystring: query }) });
    return body;
  }

  async function ask<T>(request: Request): Promise<T> {
    try {
      return await send<T>(request);
    } catch (error) {
      throw translateError(error);
    }
  }

  /** The same, where one kind of error is an answer. */
  async function askUnless<T>(request: Request, type: string): Promise<T | undefined> {
    try {
      return await send<T>(request);
    } catch (error) {
      if (errorTypeOf(error) === type) return undefined;
      throw translateError(error);
    }
  }

  const { prefix = '' } = options;
  const nameOf = (index: string): string => encodeURIComponent(prefix + index);
  const pathOf = (index: string): string => `/${nameOf(index)}`;
  async function writeBulk(index: string, { ids, lines }: Bulk): Promise<WriteResult[]> {
    // Without the alias a write would create an index of the same name, with a mapping guessed from one document.
    const query = { require_alias: true };
    try {
      const path = `${pathOf(index)}/_bulk`;
      const { items } = await ask<BulkAnswer>({ method: 'POST', path, query, bulkBody: lines });
      return items.map((item) => resultOf(item.index));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // The request as a whole, such as a single document larger than the engine takes.
      return ids.map((id) => ({ id, state: 'rejected', reason: error.message }));
    }
  }

  const aliasExists = (alias: string): Promise<boolean> =>
    ask({ method: 'HEAD', path: `/_alias/${nameOf(alias)}` });

  return {
    async search({ index, body }) {
      const path = index === undefined ? '/_search' : `${pathOf(index)}/_search`;
      // Before the first session there is no index, and nothing is what a search finds then.
      const query = {
        allow_partial_search_results: false,
        ...(index !== undefined && { ignore_unavailable: true }),
      };
      return answerOf(await ask<EngineAnswer>({ method: 'POST', path, query, body }));
    },

    async openPointInTime(index, keepAliveSeconds) {
      const path = `${pathOf(index)}/_search/point_in_time`;
      const query = { keep_alive: `${keepAliveSeconds}s`, allow_partial_pit_creation: false };
      return (await ask<{ pit_id: string }>({ method: 'POST', path, query })).pit_id;
    },

    async closePointInTime(pointInTime) {
      const request: Request = {
        method: 'DELETE',
        path: '/_search/point_in_time',
        body: { pit_id: [pointInTime] },
      };
      await ask(request);
    },

    async write(index, documents) {
      const results: WriteResult[] = [];
      for (const bulk of bulks(documents)) results.push(...(await writeBulk(index, bulk)));
      return results;
    },

    async ensureIndex(alias, index, { settings, mappings }) {
      if (await aliasExists(alias)) return;
      const body = { settings, mappings, aliases: { [prefix + alias]: {} } };
      await askUnless({ method: 'PUT', path: pathOf(index), body }, 'resource_already_exists_exception');
      if (await aliasExists(alias)) return;
      await ask({ method: 'PUT', path: `${pathOf(index)}/_alias/${nameOf(alias)}` });
    },

    async count(index) {
      return (await ask<{ count: number }>({ method: 'GET', path: `${pathOf(index)}/_count` })).count;
    },

    async deleteIndex(index) {
      await askUnless({ method: 'DELETE', path: pathOf(index) }, 'index_not_found_exception');
    },

    async refresh(index) {
      await ask({ method: 'POST', path: `${pathOf(index)}/_refresh` });
    },

    async ping() {
      try {
        const { status } = await send<{ status: string }>({ method: 'GET', path: '/_cluster/health' });
        return status !== 'red';
      } catch {
        return false;
      }
    },

    async close() {
      await client.close();
    },
  };
}

interface EngineAnswer {
  readonly timed_out: boolean;
  readonly pit_id?: string;
  readonly hits: { readonly total?: { readonly value: number }; readonly hits: readonly EngineHit[] };
  readonly aggregations?: Readonly<Record<string, unknown>>;
}

interface EngineHit {
  readonly _id: string;
  readonly _source?: JsonMap;
  readonly sort?: SearchHit['sort'];
  readonly highlight?: SearchHit['highlight'];
  readonly inner_hits?: Readonly<Record<string, { readonly hits: { readonly hits: readonly EngineHit[] } }>>;
}

function answerOf({ timed_out, pit_id, hits, aggregations }: EngineAnswer): SearchAnswer {
  if (timed_out) throw new Fault('search-unavailable', 'The search took too long.');
  return {
    total: hits.total?.value ?? hits.hits.length,
    hits: hits.hits.map(hitOf),
    ...(aggregations && { aggregations }),
    ...(pit_id !== undefined && { pointInTime: pit_id }),
  };
}

function hitOf({ _id, _source, sort, highlight, inner_hits }: EngineHit): SearchHit {
  const inner = Object.entries(inner_hits ?? {}).map(([name, { hits }]) => [
    name,
    hits.hits.map((hit) => hit._source ?? {}),
  ]);
  return {
    id: _id,
    source: _source ?? {},
    sort: sort ?? [],
    ...(highlight && { highlight }),
    ...(inner_hits && { inner: Object.fromEntries(inner) }),
  };
}

interface BulkAnswer {
  readonly items: readonly { readonly index: BulkItem }[];
}

interface BulkItem {
  readonly _id: string;
  readonly status: number;
  readonly error?: {
    readonly type?: string;
    readonly reason?: string;
    readonly caused_by?: { readonly reason?: string };
  };
}

/** A bulk request answers 200 whatever became of its items. */
function resultOf({ _id: id, status, error }: BulkItem): WriteResult {
  if (!error) return { id, state: 'written' };
  if (error.type === 'version_conflict_engine_exception') return { id, state: 'stale' };
  const reason = [error.reason, error.caused_by?.reason].filter((part) => part !== undefined).join(': ');
  // What was written of the bulk stays written; writing it again changes nothing.
  if (passes(status, error.type) || status === 404)
    throw new Fault('search-unavailable', `A document was not taken: ${reason}`);
  return { id, state: 'rejected', reason };
}

interface Bulk {
  readonly ids: string[];
  /** Two for each document. */
  readonly lines: string[];
}

/** As many documents in each request as fit, in their order. */
function* bulks(documents: readonly SearchDocument[]): Generator<Bulk> {
  let bulk: Bulk = { ids: [], lines: [] };
  let bytes = 0;
  for (const { id, version, body } of documents) {
    const action = JSON.stringify({ index: { _id: id, version, version_type: 'external_gte' } });
    const source = JSON.stringify(body);
    const size = Buffer.byteLength(action) + Buffer.byteLength(source) + 2;
    if (bulk.ids.length >= MAX_BULK_DOCUMENTS || (bulk.ids.length > 0 && bytes + size > MAX_BULK_BYTES)) {
      yield bulk;
      bulk = { ids: [], lines: [] };
      bytes = 0;
    }
    bulk.ids.push(id);
    bulk.lines.push(action, source);
    bytes += size;
  }
  if (bulk.ids.length > 0) yield bulk;
}
