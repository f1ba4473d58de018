import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openApi } from '../../../services/api-client.ts';
import { pushSession } from '../../../services/uploader/push.ts';
import { type Folder, MIB, recording, temporaryFolder } from './folder.ts';
import { API_KEY, type Fault, type Kind, openTestPlatform, type TestPlatform } from './platform.ts';
import { quickClock } from './quick-clock.ts';

const FILES = {
  'a.bin': recording(9 * MIB, 1),
  'b.txt': 'b',
  'c/empty': '',
};
const BYTES = 9 * MIB + 1;

let folder: Folder;
let session1: string;
let platform: TestPlatform;

beforeAll(async () => {
  folder = await temporaryFolder();
  session1 = await folder.make('session-1', FILES);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

beforeEach(async () => {
  platform = await openTestPlatform();
});

afterEach(async () => {
  await platform.close();
});

async function push(root = session1) {
  const clock = quickClock();
  const api = openApi({ url: platform.url, apiKey: API_KEY, clock });
  try {
    return await pushSession({ folder: root, api, clock });
  } finally {
    api.disconnect();
  }
}

function expectWholeSession(): void {
  const session = platform.sessions.get('session-1');
  expect(session?.committed?.files.map(({ path }) => path)).toEqual(['a.bin', 'b.txt', 'c/empty']);
  for (const [path, content] of Object.entries(FILES))
    expect(session?.store.objects.get(path)?.bytes.equals(Buffer.from(content))).toBe(true);
}

/** The nth request of a kind goes wrong. */
function once(kind: Kind, fault: Fault, nth = 1): void {
  let seen = 0;
  platform.fault = (request) => {
    if (request.kind !== kind) return undefined;
    seen += 1;
    return seen === nth ? fault : undefined;
  };
}

const KINDS: readonly Kind[] = ['token', 'begin', 'addresses', 'put', 'closed', 'complete', 'completion'];

describe('a push gets through', () => {
  describe.each(KINDS)('when the call "%s"', (kind) => {
    test.each<[string, Fault]>([
      ['is cut off before it is done', 'reset-before'],
      ['is cut off in the middle', 'reset-midway'],
      ['is done and its answer lost', 'lost-answer'],
      ['is answered with 503', { status: 503, code: 'search-unavailable' }],
      ['is answered with 429 by a gateway', { status: 429, headers: { 'retry-after': '2' } }],
      ['is answered with 500', { status: 500 }],
    ])('%s', async (_, fault) => {
      once(kind, fault);
      await expect(push()).resolves.toMatchObject({ state: 'committed', bytes: BYTES });
      expectWholeSession();
    });
  });

  test.each<[string, Fault]>([
    ['an address has expired', { status: 403 }],
    ['the store says that somebody else is writing', { status: 409 }],
    ['bytes were damaged on their way', { status: 400 }],
    ['the upload is gone', { status: 404 }],
    ['the store says that the object exists', { status: 412 }],
  ])('when %s', async (_, fault) => {
    for (const nth of [1, 2, 3, 4]) {
      platform.sessions.clear();
      once('put', fault, nth);
      await expect(push()).resolves.toMatchObject({ state: 'committed', bytes: BYTES });
      expectWholeSession();
    }
  });

  test('when addresses expire before they are used', async () => {
    let late = 0;
    platform.now = () => {
      late += 1;
      return late === 1 ? Date.now() - 3_600_000 : Date.now();
    };
    await expect(push()).resolves.toMatchObject({ state: 'committed' });
    expectWholeSession();
  });

  test('when a file that has one part is there already by a call whose answer was lost', async () => {
    once('put', 'lost-answer', 1);
    const pushed = await push(await folder.make('session-2', { 'a.txt': 'only once' }));
    expect(pushed).toMatchObject({ state: 'committed', skipped: 9 });
    expect(platform.sessions.get('session-2')?.store.received).toBe(9);
  });

  test('when the token ends in the middle', async () => {
    platform.fault = ({ number }) => {
      if (number === 4) platform.refuseTokens();
      return undefined;
    };
    await expect(push()).resolves.toMatchObject({ state: 'committed' });
    expectWholeSession();
  });
});

describe('a push ends with a clear error', () => {
  test('when the store is full, after which nothing is committed', async () => {
    platform.fault = ({ kind }) => (kind === 'put' ? { status: 507 } : undefined);
    await expect(push()).rejects.toMatchObject({ code: 'store-full', status: 507 });
    expect(platform.sessions.get('session-1')?.committed).toBeUndefined();
  });

  test('when the store refuses a file for a reason of its own', async () => {
    platform.fault = ({ kind }) => (kind === 'put' ? { status: 405 } : undefined);
    await expect(push()).rejects.toMatchObject({
      code: 'store-refused',
      message: expect.stringContaining('405'),
    });
  });

  test('when no address ever works', async () => {
    platform.fault = ({ kind }) => (kind === 'put' ? { status: 403 } : undefined);
    await expect(push()).rejects.toMatchObject({ code: 'upload-stuck' });
  });

  test('when what was sent is never there', async () => {
    platform.fault = ({ kind }) => (kind === 'put' ? { status: 412 } : undefined);
    await expect(push()).rejects.toMatchObject({ code: 'upload-stuck' });
  });

  test('when the connection breaks again and again', async () => {
    platform.fault = ({ kind }) => (kind === 'put' ? 'reset-before' : undefined);
    await expect(push()).rejects.toMatchObject({ code: 'connection-lost' });
  });

  test('when the platform refuses the session', async () => {
    platform.fault = ({ kind }) => {
      if (kind === 'complete') platform.sessions.get('session-1')?.store.objects.delete('b.txt');
      return undefined;
    };
    await expect(push()).rejects.toMatchObject({ code: 'file-missing', message: 'b.txt' });
  });

  test('when another source has the id', async () => {
    platform.sources = '*';
    await push();
    platform.source = 'rig-2';
    await expect(push()).rejects.toMatchObject({ code: 'session-exists' });
  });

  test('when the receipt is about something else', async () => {
    platform.fault = ({ kind }) => {
      const session = platform.sessions.get('session-1');
      if (kind === 'completion')
        for (const outcome of session?.outcomes.values() ?? [])
          if (outcome.receipt) outcome.receipt.receipt.bytes = 1;
      return undefined;
    };
    await expect(push()).rejects.toMatchObject({ code: 'receipt-differs' });
  });

  test('when the platform never decides', async () => {
    platform.fault = ({ kind }) => {
      const session = platform.sessions.get('session-1');
      if (kind === 'completion' && session) session.asked = 0;
      return undefined;
    };
    await expect(push()).rejects.toMatchObject({ code: 'commit-late' });
  });
});
