import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from '../../infra/local/platform.ts';
import { type Api, openApi } from '../../services/api-client.ts';
import { firstIndex } from '../../services/index/alias.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { openSearchEngine } from '../../shared/clients/opensearch.ts';
import type { Scope } from '../../shared/service/auth.ts';

/** The real OpenSearch that the tests share. */
export function searchUrl(): string {
  const url = process.env.SESSIONS_TEST_OPENSEARCH;
  if (!url) throw new Error('These tests need OpenSearch: run them by `npm test`.');
  return url;
}

/** A whole platform in this process with a home and indices of its own. */
export interface TestPlatform {
  readonly url: string;
  readonly home: string;
  /** With the key of the workstation: everything is allowed. */
  readonly api: Api;
  /** The client of a further key. */
  apiFor(options: { scopes: readonly Scope[]; sources: readonly string[] }): Promise<Api>;
  /** A folder of its own in scratch space, removed with the platform. */
  readonly scratch: string;
  close(): Promise<void>;
}

export async function openTestPlatform(): Promise<TestPlatform> {
  const scratch = await mkdtemp(join(tmpdir(), 'sessions-flow-'));
  const home = join(scratch, 'home');
  const indexPrefix = `test-${randomBytes(6).toString('hex')}-`;
  const platform = await startPlatform({ home, port: 0, search: async () => searchUrl(), indexPrefix });
  const clients: Api[] = [];
  const open = (apiKey: string): Api => {
    const api = openApi({ url: platform.url, apiKey, clock: systemClock });
    clients.push(api);
    return api;
  };
  return {
    url: platform.url,
    home,
    scratch,
    api: open((await readFile(join(home, 'local-key'), 'utf8')).trim()),
    apiFor: async (options) => open(await platform.makeKey({ label: 'test', ...options })),
    close: async () => {
      for (const api of clients) api.disconnect();
      await platform.stop();
      const search = openSearchEngine({ url: searchUrl(), prefix: indexPrefix });
      await search.deleteIndex(firstIndex('sessions'));
      await search.close();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** Waits until `look` gives something; looks again at once whenever it can, for at most 30 s. */
export async function eventually<T>(look: () => Promise<T | undefined | false>, what: string): Promise<T> {
  const until = Date.now() + 30_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > until) throw new Error(`It did not come about within 30 s: ${what}`);
    await systemClock.wait(20);
  }
}

/** Ids of the sessions that a query finds, all pages, sorted. */
export async function idsFound(api: Api, q: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of api.findAll({ q })) ids.push(...page.sessions.map(({ id }) => id));
  return ids.toSorted();
}
