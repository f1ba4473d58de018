import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One real OpenSearch for all tests that search; each test file uses indices of its own. A given
 * SESSIONS_TEST_OPENSEARCH is used as it is.
 */
export default async function setup() {
  if (process.env.SESSIONS_TEST_QUICK || process.env.SESSIONS_TEST_OPENSEARCH) return;
  const { startOpenSearch } = await import('../../infra/local/opensearch/index.ts');
  const home = await mkdtemp(join(tmpdir(), 'sessions-test-search-'));
  const search = await startOpenSearch({ home, env: process.env });
  process.env.SESSIONS_TEST_OPENSEARCH = search.url;
  globalThis.sessionsTestSearch = { search, home };
}
