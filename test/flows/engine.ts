import { randomBytes } from 'node:crypto';
import { ensureIndex, firstIndex } from '../../services/index/alias.ts';
import { buildDocument } from '../../services/index/document.ts';
import { openSearchEngine } from '../../shared/clients/opensearch.ts';
import type { SearchDocument, SearchEngine } from '../../shared/ports/search.ts';
import type { Manifest } from '../../shared/session/manifest.ts';
import { describeMetadata } from '../../shared/session/metadata/describe.ts';
import type { MetadataMap } from '../../shared/session/metadata/types.ts';
import type { SessionRecord } from '../../shared/session/record.ts';
import { manifest, record } from '../make.ts';

export interface TestEngine extends AsyncDisposable {
  readonly engine: SearchEngine;
  /** An alias of this test file's own. */
  readonly alias: string;
  /** Writes sessions and makes them visible. */
  index(...documents: readonly SearchDocument[]): Promise<void>;
}

/** The address of the OpenSearch that tests use. */
export function engineUrl(): string {
  const url = process.env.SESSIONS_TEST_OPENSEARCH;
  if (!url) throw new Error('SESSIONS_TEST_OPENSEARCH names no OpenSearch; run the tests by `npm test`.');
  return url;
}

/** An index of sessions on the real OpenSearch; nothing of it stays. */
export async function openTestEngine(): Promise<TestEngine> {
  const engine = openSearchEngine({ url: engineUrl() });
  const alias = `test-${randomBytes(6).toString('hex')}`;
  await ensureIndex(engine, { refreshInterval: '-1', shards: 1, replicas: { upTo: 1 } }, alias);
  return {
    engine,
    alias,
    async index(...documents) {
      await engine.write(alias, documents);
      await engine.refresh(alias);
    },
    async [Symbol.asyncDispose]() {
      await engine.deleteIndex(firstIndex(alias));
      await engine.close();
    },
  };
}

/** The search document of a session with this metadata. */
export function sessionDocument(
  id: string,
  metadata: MetadataMap,
  more: { readonly record?: Partial<SessionRecord>; readonly files?: readonly string[] } = {},
): SearchDocument {
  const truth = record({ id, ...more.record });
  const files = (more.files ?? []).map((path): Manifest['files'][number] => ({
    path,
    size: 1,
    crc32: '00000000',
    version: 'v1',
  }));
  const description = describeMetadata({ format: 'json', value: { ...metadata }, notes: [] });
  return { id, version: truth.revision, body: buildDocument(truth, manifest({ files }), description) };
}
