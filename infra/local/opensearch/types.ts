/** An OpenSearch that answers, until it is stopped. */
export interface RunningOpenSearch {
  /** Stays the same for its whole life, restarts included; no slash at the end. */
  readonly url: string;
  readonly kind: 'address' | 'java' | 'docker';
  /** Of OpenSearch, such as `3.5.0`. */
  readonly version: string;
  /** Resolves when stopped for good. */
  stop(): Promise<void>;
}

export interface OpenSearchProgress {
  readonly phase: 'java' | 'jars' | 'start' | 'restart' | 'ready';
  readonly message: string;
  readonly done?: number;
  readonly total?: number;
}

export interface OpenSearchEvents {
  progress(step: OpenSearchProgress): void;
}

export type Environment = Record<string, string | undefined>;

export interface OpenSearchOptions {
  /** Home of the platform; everything of the node goes to `<home>/opensearch`. */
  readonly home: string;
  /** Folder that the homes of one user share, for what is fetched once; default: see cache-folder.ts. */
  readonly cache?: string;
  readonly env: Environment;
  /** Heap of the node as Java writes it; default `512m`. */
  readonly heap?: string;
  readonly onProgress?: OpenSearchEvents['progress'];
  /** Gives up the start. A running OpenSearch is ended by `stop()`. */
  readonly signal?: AbortSignal;
}

/** With everything filled in that the caller left out. */
export type SettledOptions = Required<OpenSearchOptions>;
