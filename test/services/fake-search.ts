import type { JsonMap, SearchEngine } from '../../shared/ports/search.ts';
import { Fault } from '../../shared/service/errors.ts';

/** Just enough of a search engine for handlers that write: external versions, and faults as a test orders them. */
export interface FakeSearch extends SearchEngine {
  /** What is indexed, by id. */
  readonly documents: ReadonlyMap<string, { readonly version: number; readonly body: JsonMap }>;
  /** From now on every call fails so; undefined mends it. */
  breakWith(error: Error | undefined): void;
  /** This document is refused by the engine as it is: whatever it holds, or as long as it holds attributes. */
  reject(id: string, reason: string, when?: 'always' | 'with-attributes'): void;
}

export function fakeSearch(): FakeSearch {
  const documents = new Map<string, { version: number; body: JsonMap }>();
  const rejected = new Map<string, { reason: string; when: 'always' | 'with-attributes' }>();
  const indices = new Set<string>();
  let broken: Error | undefined;
  const answer = <T>(value: () => T): Promise<T> =>
    broken ? Promise.reject(broken) : new Promise((resolve) => resolve(value()));

  return {
    documents,
    breakWith: (error) => {
      broken = error;
    },
    reject: (id, reason, when = 'always') => {
      rejected.set(id, { reason, when });
    },

    write: (index, written) =>
      answer(() => {
        if (!indices.has(index)) throw new Fault('search-unavailable', `There is no index ${index}.`);
        return written.map(({ id, version, body }) => {
          const refused = rejected.get(id);
          const hasAttributes = Array.isArray(body.attrs) && body.attrs.length > 0;
          if (refused && (refused.when === 'always' || hasAttributes))
            return { id, state: 'rejected', reason: refused.reason } as const;
          if (version < (documents.get(id)?.version ?? 0)) return { id, state: 'stale' } as const;
          documents.set(id, { version, body });
          return { id, state: 'written' } as const;
        });
      }),
    ensureIndex: (alias) => answer(() => void indices.add(alias)),

    search: ({ body }) => answer(() => totals([...documents.values()], body)),
    openPointInTime: () => answer(() => 'point-in-time'),
    closePointInTime: () => answer(() => undefined),
    count: () => answer(() => documents.size),
    deleteIndex: (index) => answer(() => void indices.delete(index)),
    refresh: () => answer(() => undefined),
  };
}

/** The one search that totals make: how many, and how many bytes, of all or of certain sources. */
function totals(documents: readonly { body: JsonMap }[], { query }: JsonMap) {
  const sources = sourcesIn(query);
  const found = documents.filter(({ body }) => sources === undefined || sources.includes(body.source));
  const value = found.reduce((sum, { body }) => sum + Number(body.bytes), 0);
  return { total: found.length, hits: [], aggregations: { bytes: { value } } };
}

function sourcesIn(query: unknown): readonly unknown[] | undefined {
  const { terms } = query as { terms?: { source: readonly unknown[] } };
  return terms?.source;
}
