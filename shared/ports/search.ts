/** JSON as OpenSearch's query DSL, mappings and documents are written. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonMap = { readonly [key: string]: Json };

export interface SearchHit {
  readonly id: string;
  /** The document as it was written. */
  readonly source: JsonMap;
  /** Give it back as `search_after` to go on behind this hit. */
  readonly sort: readonly Json[];
  readonly highlight?: Readonly<Record<string, readonly string[]>>;
  /** Matching nested documents by the name of their `inner_hits`. */
  readonly inner?: Readonly<Record<string, readonly JsonMap[]>>;
}

export interface SearchAnswer {
  readonly total: number;
  readonly hits: readonly SearchHit[];
  readonly aggregations?: Readonly<Record<string, unknown>>;
  /** The point in time to use for the next page: it may change from page to page. */
  readonly pointInTime?: string;
}

export interface SearchDocument {
  readonly id: string;
  /** Of the truth that the document shows: an older version never replaces a newer one. */
  readonly version: number;
  readonly body: JsonMap;
}

/** `stale`: what the index shows already is newer. `rejected`: this document cannot be indexed as it is. */
export type WriteResult =
  | { readonly id: string; readonly state: 'written' | 'stale' }
  | { readonly id: string; readonly state: 'rejected'; readonly reason: string };

/**
 * What services ask of the search engine; `index` is the name of an alias or index. Functions throw the Faults
 * search-unavailable (try again: no answer, too busy, blocked for writing) and the Refusal search-rejected.
 */
export interface SearchRights {
  read: {
    /** `index` is left out where the body names a point in time; one that has ended is the Refusal page-expired. */
    search(request: { index?: string; body: JsonMap }): Promise<SearchAnswer>;
  };
  /** For pages behind the first: all of one point in time. */
  page: {
    openPointInTime(index: string, keepAliveSeconds: number): Promise<string>;
    closePointInTime(pointInTime: string): Promise<void>;
  };
  write: {
    /**
     * Writes whole documents; the results stand in the order of the documents. One's trouble never stops another.
     * Only to an alias that exists: a write never makes an index.
     */
    write(alias: string, documents: readonly SearchDocument[]): Promise<readonly WriteResult[]>;
  };
  create: {
    /** Makes the index behind the alias where the alias does not exist yet; whoever comes second finds it made. */
    ensureIndex(
      alias: string,
      index: string,
      definition: { settings: JsonMap; mappings: JsonMap },
    ): Promise<void>;
  };
  /** For making an index anew beside the one that is used. */
  rebuild: {
    count(index: string): Promise<number>;
    deleteIndex(index: string): Promise<void>;
    /** Makes all that was written visible to searches: for tests and proofs. */
    refresh(index: string): Promise<void>;
  };
}

export type SearchEngine = SearchRights['read'] &
  SearchRights['page'] &
  SearchRights['write'] &
  SearchRights['create'] &
  SearchRights['rebuild'];
