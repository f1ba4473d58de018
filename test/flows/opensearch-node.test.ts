import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startOpenSearch } from '../../infra/local/opensearch/index.ts';

/** The real engine as the local platform runs it; the jars come from the user's cache, or are fetched once. */
const PLATFORM = fileURLToPath(new URL('./opensearch-platform.ts', import.meta.url));
const GENEROUS_MS = 180_000;
const LOOPBACK = /^127\.0\.0\.1:\d+$/;
/** One of our own, whatever the person who runs the tests uses. */
const env = { ...process.env, OPENSEARCH_URL: '' };

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'sessions-opensearch-node-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true, maxRetries: 5 }));

const start = (home: string) => startOpenSearch({ home: join(scratch, home), env });

async function startPlatform(home: string, ...more: string[]) {
  const args = ['--no-warnings', PLATFORM, join(scratch, home), ...more];
  const platform = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = await once(platform.stdout, 'data');
  return { platform, url: String(printed).trim() };
}

async function put(url: string, document: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(document);
  const response = await fetch(`${url}/kept/_doc/1?refresh=true`, { method: 'PUT', headers, body });
  expect(response.status).toBe(201);
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(`${url}/kept/_search`).catch(() => undefined);
  if (!response?.ok) return undefined;
  return JSON.parse(await response.text()).hits.hits[0]?._source;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}

const pidOf = async (home: string): Promise<number> =>
  JSON.parse(await readFile(join(scratch, home, 'opensearch/running.json'), 'utf8')).node.pid;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('the OpenSearch of a local platform', () => {
  test(
    'listens on loopback only, comes back at its address after kill -9, and keeps its data over restarts',
    async () => {
      const search = await start('one');
      const nodes = await (await fetch(`${search.url}/_nodes/http,transport`)).text();
      const bound = [...nodes.matchAll(/"bound_address":\["([^\]]*)"\]/g)].map(([, addresses]) => addresses);
      expect(bound).toEqual([expect.stringMatching(LOOPBACK), expect.stringMatching(LOOPBACK)]);

      await put(search.url, { name: 'marta' });
      const killed = await pidOf('one');
      process.kill(killed, 'SIGKILL');
      await until(async () => (await get(search.url)) !== undefined && (await pidOf('one')) !== killed);
      expect(await get(search.url)).toEqual({ name: 'marta' });

      await search.stop();
      expect(await get(search.url)).toBeUndefined();
      const again = await start('one');
      expect(await get(again.url)).toEqual({ name: 'marta' });
      await again.stop();
    },
    GENEROUS_MS,
  );

  test(
    'goes when its platform is killed, beside another one, and the next platform finds the data',
    async () => {
      const [two, three] = await Promise.all([startPlatform('two'), start('three')]);
      expect(two.url).not.toBe(three.url);
      await put(two.url, { home: 'two' });
      expect(await get(three.url)).toBeUndefined();

      const pid = await pidOf('two');
      two.platform.kill('SIGKILL');
      const next = await start('two');
      expect(isAlive(pid)).toBe(false);
      expect(await get(next.url)).toEqual({ home: 'two' });
      await Promise.all([next.stop(), three.stop()]);
    },
    GENEROUS_MS,
  );

  test(
    'leaves nothing behind that would keep its platform from ending',
    async () => {
      const { platform } = await startPlatform('four', 'and stop');
      expect(await once(platform, 'exit')).toEqual([0, null]);
    },
    GENEROUS_MS,
  );
});
