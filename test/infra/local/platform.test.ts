import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type LocalPlatform, startPlatform } from '../../../infra/local/platform.ts';
import type { Token } from '../../../shared/api/auth.ts';
import type { Session } from '../../../shared/api/sessions.ts';
import type { Address, Addressed, Completion } from '../../../shared/api/uploads.ts';
import { crcOf, file, proposal } from '../../make.ts';
import { until } from '../../setup/until.ts';

/** Nothing listens there. */
const NO_SEARCH = 'http://127.0.0.1:1';

let home: string;
let running: LocalPlatform[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sessions-platform-'));
  running = [];
});
afterEach(async () => {
  for (const platform of running) await platform.stop();
  await rm(home, { recursive: true, force: true });
});

async function start(more: Partial<Parameters<typeof startPlatform>[0]> = {}): Promise<LocalPlatform> {
  const platform = await startPlatform({ home, port: 0, search: async () => NO_SEARCH, ...more });
  running.push(platform);
  return platform;
}

const localKey = async (): Promise<string> => (await readFile(join(home, 'local-key'), 'utf8')).trim();

/** The API as any client speaks it. */
async function openClient({ url }: LocalPlatform, apiKey?: string) {
  const call = async <T>(path: string, body?: unknown, token?: string): Promise<T> => {
    const answer = await fetch(`${url}/v1${path}`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    return (await answer.json()) as T;
  };
  const { token } = await call<Token>('/auth/token', { apiKey: apiKey ?? (await localKey()) });
  return <T>(path: string, body?: unknown): Promise<T> => call<T>(path, body, token);
}
type Client = Awaited<ReturnType<typeof openClient>>;

const put = async (address: Address | undefined, body: string): Promise<number> =>
  (await fetch(address?.url ?? '', { method: 'PUT', headers: address?.headers ?? {}, body })).status;

async function push(client: Client, id: string): Promise<Completion> {
  const about = proposal({ session: id, source: 'local', files: [file('a.dat', 'samples')] });
  const text = JSON.stringify(about);
  const manifest = { size: text.length, crc32: crcOf(text) };
  await client(`/sessions/${id}/uploads`, { files: [{ path: 'a.dat', size: 7 }] });
  const addressed = await client<Addressed>(`/sessions/${id}/uploads/addresses`, {
    parts: [{ path: 'a.dat', fileSize: 7, part: 1, crc32: crcOf('samples') }],
    manifest,
  });
  expect(await put(addressed.parts[0], 'samples')).toBe(200);
  expect(await put(addressed.manifest, text)).toBe(200);
  const { proposal: name } = await client<Completion>(`/sessions/${id}/complete`, { manifest });
  return await until(async () => {
    const completion = await client<Completion>(`/sessions/${id}/uploads/${name}`);
    return completion.state !== 'completing' && completion;
  }, 'an outcome');
}

describe('a platform whose search is down', () => {
  test('takes sessions in, verifies them, and says that it is not well', async () => {
    const platform = await start();
    const client = await openClient(platform);
    expect(await push(client, 's1')).toMatchObject({ state: 'committed' });
    const session = await until(async () => {
      const shown = await client<Session>('/sessions/s1');
      return shown.receipt?.receipt.safeToDelete && shown;
    }, 'the receipt');
    expect(session).not.toHaveProperty('indexed');
    expect((await fetch(`${platform.url}/healthz`)).status).toBe(503);
    expect(await client('/totals')).toMatchObject({ status: 503, code: 'search-unavailable' });
    expect(await client('/status')).toMatchObject({ outbox: 0, failures: [] });
  });
});

test('a platform whose search is up is well', async () => {
  const search = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"yellow"}'),
  );
  await new Promise<void>((resolve) => search.listen(0, '127.0.0.1', resolve));
  const { port } = search.address() as { port: number };
  const platform = await start({ search: async () => `http://127.0.0.1:${port}` });
  expect((await fetch(`${platform.url}/healthz`)).status).toBe(200);
  search.closeAllConnections();
  await new Promise((resolve) => search.close(resolve));
});

describe('a platform that is stopped', () => {
  test('and started again has everything that it had', async () => {
    const first = await start();
    expect(first.archiveIsEmpty).toBe(true);
    await push(await openClient(first), 's1');
    const key = await localKey();
    await first.stop();

    const second = await start();
    expect(second.archiveIsEmpty).toBe(false);
    expect(await localKey()).toBe(key);
    const client = await openClient(second);
    expect(await client('/sessions/s1')).toMatchObject({ record: { id: 's1' } });
    expect(await push(client, 's2')).toMatchObject({ state: 'committed' });
  });

  test('is found by nobody any longer', async () => {
    const platform = await start();
    const about = JSON.parse(await readFile(join(home, 'platform.json'), 'utf8'));
    expect(about).toMatchObject({ url: platform.url, pid: process.pid });
    await platform.stop();
    await expect(stat(join(home, 'platform.json'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fetch(`${platform.url}/healthz`)).rejects.toThrow();
    await platform.stop();
  });
});

describe('a platform does not start', () => {
  test('in a home that another one has, and leaves its search alone', async () => {
    const first = await start();
    let asked = false;
    const second = start({
      search: async () => {
        asked = true;
        return NO_SEARCH;
      },
    });
    await expect(second).rejects.toThrow('in use');
    expect(asked).toBe(false);
    expect((await fetch(`${first.url}/healthz`)).status).toBe(503);
    expect(JSON.parse(await readFile(join(home, 'platform.json'), 'utf8'))).toMatchObject({ url: first.url });
  });

  test.each<[string, () => Promise<unknown>]>([
    ['without search', () => start({ search: () => Promise.reject(new Error('There is no search.')) })],
    [
      'on a port that is taken',
      async () => {
        const other = await mkdtemp(join(tmpdir(), 'sessions-platform-'));
        const first = await start({ home: other });
        const second = start({ port: Number(new URL(first.url).port) });
        await second.finally(async () => {
          await first.stop();
          await rm(other, { recursive: true });
        });
      },
    ],
  ])('%s, and leaves nothing behind that keeps the next one from starting', async (_, attempt) => {
    await expect(attempt()).rejects.toThrow();
    await expect(stat(join(home, 'platform.json'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await start()).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});

test('a further key opens what it was made for, and nothing else', async () => {
  const platform = await start();
  await push(await openClient(platform), 's1');
  const apiKey = await platform.makeKey({ label: 'test', scopes: ['sessions:read'], sources: ['rig-1'] });
  const client = await openClient(platform, apiKey);
  expect(await client('/sessions/s1')).toMatchObject({ status: 404, code: 'session-unknown' });
  expect(await client('/status')).toMatchObject({ status: 403, code: 'scope-missing' });
});
