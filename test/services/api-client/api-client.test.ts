import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Api, ApiError, openApi } from '../../../services/api-client.ts';
import { ERRORS, Fault, Refusal } from '../../../shared/service/errors.ts';
import { manifest } from '../../make.ts';
import { API_KEY, openTestPlatform, type TestPlatform } from '../uploader/platform.ts';
import { quickClock } from '../uploader/quick-clock.ts';

const NONE = { failures: [] };

let platform: TestPlatform;
let clock: ReturnType<typeof quickClock>;
let api: Api;

beforeEach(async () => {
  platform = await openTestPlatform();
  platform.answer = (method, url) => (`${method} ${url.pathname}` === 'GET /v1/failures' ? NONE : undefined);
  clock = quickClock();
  api = openApi({ url: `${platform.url}/`, apiKey: API_KEY, clock });
});

afterEach(async () => {
  api.disconnect();
  await platform.close();
});

/** One call, whichever. */
const ask = (of: Api = api, signal?: AbortSignal): Promise<unknown> => of.failures({}, signal);

const kinds = (): string[] => platform.seen.map(({ kind }) => kind);

/** The first `times` answers of anything but the token are this. */
function failing(times: number, fault: ReturnType<TestPlatform['fault']>): void {
  let left = times;
  platform.fault = ({ kind }) => {
    if (kind === 'token' || left === 0) return undefined;
    left -= 1;
    return fault;
  };
}

describe('the token', () => {
  test('is asked for once, however many calls need it at the same time', async () => {
    await expect(Promise.all([ask(), ask(), ask()])).resolves.toEqual([NONE, NONE, NONE]);
    expect(kinds().filter((kind) => kind === 'token')).toHaveLength(1);
  });

  test('is renewed shortly before it ends', async () => {
    await ask();
    await clock.wait(13 * 60_000);
    await ask();
    expect(kinds()).toEqual(['token', 'other', 'other']);
    await clock.wait(2 * 60_000);
    await ask();
    expect(kinds()).toEqual(['token', 'other', 'other', 'token', 'other']);
  });

  test('is asked for anew, once, when the platform does not take it any more', async () => {
    await ask();
    platform.refuseTokens();
    await expect(ask()).resolves.toEqual(NONE);
    failing(Number.POSITIVE_INFINITY, { status: 401, code: 'token-invalid' });
    platform.seen.length = 0;
    await expect(ask()).rejects.toMatchObject({ code: 'token-invalid', status: 401 });
    expect(kinds()).toEqual(['other', 'token', 'other']);
  });

  test('says what the key may do', async () => {
    await expect(api.caller()).resolves.toEqual({
      scopes: ['sessions:write', 'sessions:read'],
      sources: ['rig-1'],
      source: 'rig-1',
    });
  });

  test('is not given for a wrong key, which is told without trying again', async () => {
    const other = openApi({ url: platform.url, apiKey: 'wrong', clock });
    await expect(ask(other)).rejects.toMatchObject({ code: 'key-invalid', status: 401 });
    expect(kinds()).toEqual(['token']);
    other.disconnect();
  });
});

describe('errors', () => {
  test('of the platform keep code, place and what to do', async () => {
    platform.answer = () => {
      throw new Refusal('query-invalid', 'A value is missing.', {
        field: '/q',
        position: 4,
        hint: 'Did you mean age?',
      });
    };
    const error = await api.find({ q: 'age >' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: 'query-invalid',
      status: 400,
      message: 'A value is missing.',
      field: '/q',
      position: 4,
      hint: 'Did you mean age?',
      todo: expect.stringContaining('position'),
    });
  });

  test('say that nobody is there, and how to start it, without trying for long', async () => {
    await platform.close();
    await expect(ask()).rejects.toMatchObject({
      code: 'platform-unreachable',
      message: `No platform answers at ${platform.url}.`,
      todo: expect.stringContaining('npm start'),
    });
    expect(clock.waits).toEqual([]);
  });

  test('tell a platform that went away in the middle from one that never was there', async () => {
    await ask();
    await platform.close();
    await expect(ask()).rejects.toMatchObject({ code: 'platform-unreachable' });
    expect(clock.waits.length).toBeGreaterThan(3);
  });

  test('say so where something else answers', async () => {
    const server = createServer((_, response) => response.end('<html>Hello</html>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const other = openApi({ url, apiKey: API_KEY, clock });
    await expect(ask(other)).rejects.toMatchObject({ code: 'answer-invalid' });
    other.disconnect();
    await new Promise((resolve) => server.close(resolve));
  });

  test('say so where an answer does not fit its schema', async () => {
    platform.answer = () => ({ failures: 'many' });
    await expect(ask()).rejects.toMatchObject({
      code: 'answer-invalid',
      message: expect.stringContaining('/failures'),
    });
  });
});

describe('what is transient', () => {
  test.each([
    ['502', { status: 502 } as const],
    ['503', { status: 503, code: 'search-unavailable' } as const],
    ['a broken connection', 'reset-before' as const],
    ['a lost answer', 'lost-answer' as const],
  ])('is repeated, with growing waits: %s', async (_, fault) => {
    await ask();
    failing(4, fault);
    await expect(ask()).resolves.toEqual(NONE);
    expect(clock.waits).toHaveLength(4);
    for (const [index, wait] of clock.waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(50 * 2 ** index);
      expect(wait).toBeLessThanOrEqual(100 * 2 ** index);
    }
  });

  test('is repeated when the platform asks for it, but not at its leisure', async () => {
    failing(1, { status: 429, code: 'too-many-requests', headers: { 'retry-after': '7' } });
    await ask();
    expect(clock.waits).toEqual([7_000]);
    failing(1, { status: 429, headers: { 'retry-after': '99999' } });
    await ask();
    expect(clock.waits).toEqual([7_000, 60_000]);
  });

  test('is not what comes back only tomorrow: it is told at once, in the words of the platform', async () => {
    const headers = { 'retry-after': '3600' };
    failing(Number.POSITIVE_INFINITY, { status: 429, code: 'quota-exceeded', headers });
    await expect(ask()).rejects.toMatchObject({
      code: 'quota-exceeded',
      status: 429,
      message: ERRORS['quota-exceeded'].title,
      todo: expect.stringContaining('tomorrow'),
      retryAfter: 3_600_000,
    });
    expect(clock.waits).toEqual([]);
    expect(kinds().filter((kind) => kind === 'other')).toHaveLength(1);
  });

  test('is not repeated for ever', async () => {
    failing(Number.POSITIVE_INFINITY, { status: 503, code: 'search-unavailable' });
    await expect(ask()).rejects.toMatchObject({ code: 'search-unavailable', status: 503 });
    expect(kinds().filter((kind) => kind === 'other')).toHaveLength(7);
  });

  test('is not repeated once the caller has given up', async () => {
    const stop = new AbortController();
    platform.fault = ({ kind }) => {
      if (kind !== 'other') return undefined;
      stop.abort();
      return 'reset-before';
    };
    await expect(ask(api, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(kinds().filter((kind) => kind === 'other')).toHaveLength(1);
  });
});

describe('the status', () => {
  const HALF = { queues: [], failures: [{ cause: 'file-missing', count: 2 }], outbox: 1 };
  let totals: () => unknown;
  beforeEach(() => {
    totals = () => ({ sessions: 2, bytes: 10 });
    platform.answer = (_, { pathname }) => (pathname === '/v1/totals' ? totals() : HALF);
  });

  test('is that of queues and ledger, with the totals that search gives', async () => {
    await expect(api.status()).resolves.toEqual({ ...HALF, sessions: 2, bytes: 10, search: { ok: true } });
    expect(platform.seen.map(({ url }) => url).toSorted()).toEqual([
      '/v1/auth/token',
      '/v1/status',
      '/v1/totals',
    ]);
  });

  test.each([
    ['search-unavailable', new Fault('search-unavailable', 'Search does not answer: refused')],
    ['internal-error', new Error('not for anybody to see')],
  ])('says at once that search does not answer, and gives the rest: %s', async (_, error) => {
    totals = () => {
      throw error;
    };
    const { search, ...rest } = await api.status();
    expect(rest).toEqual({ ...HALF, sessions: 0, bytes: 0 });
    expect(search).toEqual({ ok: false, detail: expect.stringMatching(/./) });
    expect(search.detail).not.toContain('anybody');
    expect(clock.waits).toEqual([]);
  });

  test.each([502, 504])('takes a gateway that gives up on search for that: %i', async (status) => {
    platform.fault = ({ url }) => (url === '/v1/totals' ? { status } : undefined);
    await expect(api.status()).resolves.toMatchObject({ search: { ok: false }, outbox: 1 });
  });

  test('is not given where the key may not ask, or the other half fails', async () => {
    totals = () => {
      throw new Refusal('scope-missing');
    };
    await expect(api.status()).rejects.toMatchObject({ code: 'scope-missing', status: 403 });
    totals = () => ({ sessions: 2, bytes: 10 });
    platform.fault = ({ url }) =>
      url === '/v1/status' ? { status: 500, code: 'internal-error' } : undefined;
    await expect(api.status()).rejects.toMatchObject({ code: 'internal-error' });
  });

  test('does not blame search for what happens before it is asked', async () => {
    let left = 2;
    platform.fault = ({ kind }) => (kind === 'token' && left-- > 0 ? { status: 503 } : undefined);
    await expect(api.status()).resolves.toMatchObject({ sessions: 2, search: { ok: true } });
  });

  test('asks again where the connection to search broke', async () => {
    let left = 1;
    platform.fault = ({ url }) => (url === '/v1/totals' && left-- > 0 ? 'lost-answer' : undefined);
    await expect(api.status()).resolves.toMatchObject({ sessions: 2, search: { ok: true } });
  });
});

describe('pages', () => {
  test('of a search follow each other to the end', async () => {
    const found = (id: string) => ({
      id,
      source: 'rig-1',
      subject: [],
      bytes: 1,
      files: 1,
      quarantined: [],
      stages: {},
      matched: [],
    });
    platform.answer = (_, url) => {
      const after = url.searchParams.get('after');
      expect(url.searchParams.get('q')).toBe('a & b = ü');
      return {
        sessions: [found(after ?? 'first')],
        total: 2,
        hints: [],
        ...(after === null && { next: 'second' }),
      };
    };
    const ids: string[] = [];
    for await (const { sessions } of api.findAll({ q: 'a & b = ü' }))
      ids.push(...sessions.map(({ id }) => id));
    expect(ids).toEqual(['first', 'second']);
  });

  test('of the files of a session follow each other to the end', async () => {
    const { files: _, ...about } = manifest();
    platform.answer = (_method, url) => {
      expect(url.searchParams.get('limit')).toBe('1');
      const after = url.searchParams.get('after');
      const path = after === null ? 'a' : `${after}a`;
      const file = { path, size: 1, crc32: '12345678', version: 'v1', address: `store://${path}` };
      return { session: 's', manifest: about, files: [file], ...(path !== 'aaa' && { next: path }) };
    };
    const pages = await Array.fromAsync(api.filesAll('s', { limit: '1' }));
    expect(pages.flatMap(({ files }) => files.map(({ path }) => path))).toEqual(['a', 'aa', 'aaa']);
  });

  test('of objects follow each other to the end, whatever they hold', async () => {
    platform.answer = (_, url) => {
      const number = Number(url.searchParams.get('after') ?? 0);
      expect(url.searchParams.get('suffix')).toBe('.mat');
      const object = { session: 's', path: `${number}.mat`, address: 'store://', size: 1, crc32: '12345678' };
      return { objects: number === 1 ? [] : [object], ...(number < 2 && { next: String(number + 1) }) };
    };
    const pages = await Array.fromAsync(api.objectsAll({ q: '*', suffix: '.mat' }));
    expect(pages.map(({ objects }) => objects.map(({ path }) => path))).toEqual([['0.mat'], [], ['2.mat']]);
  });

  test('of failures and objects, and single documents, are asked for at their addresses', async () => {
    const asked: string[] = [];
    platform.answer = (method, url) => {
      asked.push(`${method} ${url.pathname}${url.search}`);
      if (url.pathname === '/v1/failures') return { failures: [] };
      return { objects: [] };
    };
    for await (const { failures } of api.failuresAll({ cause: 'file-missing' })) expect(failures).toEqual([]);
    await api.objects({ session: 's', suffix: '.mat' });
    await api.session('a b').catch(() => undefined);
    await api.files('s').catch(() => undefined);
    await api.files('s', { limit: '5', after: 'ü/b' }).catch(() => undefined);
    await api.results('s').catch(() => undefined);
    expect(asked).toEqual([
      'GET /v1/failures?cause=file-missing',
      'GET /v1/objects?session=s&suffix=.mat',
      'GET /v1/sessions/a%20b',
      'GET /v1/sessions/s/files',
      'GET /v1/sessions/s/files?limit=5&after=%C3%BC%2Fb',
      'GET /v1/sessions/s/results',
    ]);
  });
});
