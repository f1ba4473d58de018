import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, openSync, statSync, utimesSync, writeSync } from 'node:fs';
import { appendFile, mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Api, openApi } from '../../../services/api-client.ts';
import type { PushProgress } from '../../../services/uploader/progress.ts';
import { pushSession } from '../../../services/uploader/push.ts';
import { systemClock } from '../../../shared/clients/clock.ts';
import { crc32, crc32Hex } from '../../../shared/session/crc32.ts';
import { type Folder, MIB, recording, temporaryFolder } from './folder.ts';
import { API_KEY, openTestPlatform, type TestPlatform } from './platform.ts';
import { quickClock } from './quick-clock.ts';

let folder: Folder;
let platform: TestPlatform;
let api: Api;
const clock = quickClock();

beforeEach(async () => {
  folder = await temporaryFolder();
  platform = await openTestPlatform();
  api = openApi({ url: platform.url, apiKey: API_KEY, clock });
});

afterEach(async () => {
  api.disconnect();
  await platform.close();
  await folder[Symbol.asyncDispose]();
});

const push = (root: string, options: Partial<Parameters<typeof pushSession>[0]> = {}) =>
  pushSession({ folder: root, api, clock, ...options });

const stored = (session: string, path: string): Buffer | undefined =>
  platform.sessions.get(session)?.store.objects.get(path)?.bytes;

const requests = (kind: string): number => platform.seen.filter((seen) => seen.kind === kind).length;

describe('a push', () => {
  test('stores every file as it is, from the empty one to one of several parts, and commits the session', async () => {
    const files = {
      'metadata.yaml': 'subject: marta\n',
      'empty.bin': '',
      'signals/lead-1.bin': recording(17 * MIB + 3, 1),
      'signals/exactly-a-part.bin': recording(8 * MIB, 2),
    };
    const pushed = await push(await folder.make('session-1', files));

    expect(pushed).toMatchObject({
      session: 'session-1',
      source: 'rig-1',
      state: 'committed',
      files: 4,
      skipped: 0,
    });
    for (const [path, content] of Object.entries(files))
      expect(stored('session-1', path)?.equals(Buffer.from(content))).toBe(true);
    expect(pushed.bytes).toBe(25 * MIB + 3 + 15);
    expect(pushed.sent).toBe(pushed.bytes);
    expect(pushed.receipt.receipt).toMatchObject({ session: 'session-1', files: 4, bytes: pushed.bytes });
  });

  test('proposes each file with both hashes and the time of its last change, in the order of the paths', async () => {
    const content = recording(9 * MIB, 3);
    const root = await folder.make('session-1', { 'b.bin': content, 'a.txt': 'a', 'B.bin.txt': 'c' });
    await utimes(join(root, 'b.bin'), new Date(0), new Date('2025-05-04T03:02:01.000Z'));
    await push(root);

    const files = platform.sessions.get('session-1')?.committed?.files ?? [];
    expect(files.map(({ path }) => path)).toEqual(['B.bin.txt', 'a.txt', 'b.bin']);
    expect(files[2]).toEqual({
      path: 'b.bin',
      size: 9 * MIB,
      crc32: crc32Hex(crc32(content)),
      sha256: createHash('sha256').update(content).digest('hex'),
      modified: '2025-05-04T03:02:01.000Z',
    });
  });

  test('names the metadata file, and what the name of the folder tells', async () => {
    const root = await folder.make('20210301_161221', { 'metadata.ini': 'a=1', 'x.bin': 'x' });
    const pushed = await push(root);
    expect(pushed.session).toBe('rig-1-20210301_161221');
    expect(platform.sessions.get(pushed.session)?.committed).toMatchObject({
      metadata: 'metadata.ini',
      recordedAt: '2021-03-01T16:12:21',
    });
  });

  test('keeps an impossible date in the id and marks it', async () => {
    const pushed = await push(await folder.make('20210229_161221', { 'x.bin': 'x' }));
    expect(pushed.session).toBe('rig-1-20210229_161221');
    expect(platform.sessions.get(pushed.session)?.committed?.quarantined).toMatchObject([
      { field: 'recorded_at' },
    ]);
  });

  test('takes an id and a source from the caller', async () => {
    platform.sources = '*';
    const pushed = await push(await folder.make('My session', { 'x.bin': 'x' }), {
      id: 'my-1',
      source: 'rig-9',
    });
    expect(pushed).toMatchObject({ session: 'my-1', source: 'rig-9' });
  });

  test('takes a single file as a session of one file', async () => {
    const root = await folder.make('drop', { 'recording-7.mat': 'mat' });
    const pushed = await push(join(root, 'recording-7.mat'));
    expect(pushed).toMatchObject({ session: 'recording-7.mat', files: 1, bytes: 3 });
  });

  test('goes without SHA-256 where nobody wants it', async () => {
    await push(await folder.make('session-1', { 'x.bin': recording(MIB, 4) }), { sha256: false });
    expect(platform.sessions.get('session-1')?.committed?.files[0]).not.toHaveProperty('sha256');
  });

  test('asks for the addresses of many small files in few requests', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1100 }, (_, index) => [`f${index}.txt`, `file ${index}`]),
    );
    const pushed = await push(await folder.make('session-1', files), { clock: systemClock });
    expect(pushed.files).toBe(1100);
    expect(requests('begin')).toBe(3);
    expect(requests('addresses')).toBeLessThan(110);
    expect(requests('put')).toBe(1101);
  });

  test('tells how far it is, up to the last byte', async () => {
    const told: PushProgress[] = [];
    const root = await folder.make('session-1', { 'a.bin': recording(9 * MIB, 5), 'b.txt': 'b' });
    await push(root, { onProgress: (progress) => told.push(progress) });
    expect(told[0]?.phase).toBe('scanning');
    expect(told.at(-1)).toEqual({
      phase: 'committing',
      files: 2,
      filesDone: 2,
      bytes: 9 * MIB + 1,
      bytesDone: 9 * MIB + 1,
      bytesSent: 9 * MIB + 1,
      bytesSkipped: 0,
    });
  });

  test('leaves out the litter of file managers and empty folders, and says so', async () => {
    const root = await folder.make('session-1', { 'a.bin': 'a', '.DS_Store': 'x', 'sub/Thumbs.db': 'y' });
    await mkdir(join(root, 'nothing'));
    const pushed = await push(root);
    expect(pushed).toMatchObject({ files: 1, ignored: ['.DS_Store', 'nothing/', 'sub/Thumbs.db'] });
  });

  test('ends without a session where the folder holds what no session can', async () => {
    const root = await folder.make('session-1', { 'a.bin': 'a' });
    await symlink('/etc/hostname', join(root, 'link'));
    await expect(push(root)).rejects.toMatchObject({ code: 'file-kind', path: join(root, 'link') });
    expect(platform.sessions.size).toBe(0);
  });
});

describe('pushing again', () => {
  test('sends nothing and gives the receipt again', async () => {
    const root = await folder.make('session-1', { 'a.bin': recording(9 * MIB, 6), 'b.txt': 'b' });
    const first = await push(root);
    const again = await push(root);
    expect(again).toMatchObject({ sent: 0, skipped: first.bytes, state: 'committed' });
    expect(platform.sessions.get('session-1')?.store.received).toBe(first.bytes);
  });

  test('proposes the very same bytes', async () => {
    const root = await folder.make('session-1', { 'a.txt': 'a', 'b.txt': 'b' });
    await push(root);
    await push(root);
    expect(platform.sessions.get('session-1')?.proposals.size).toBe(1);
  });

  test.each([
    ['a file has other bytes', (root: string) => writeFile(join(root, 'a.bin'), 'A')],
    ['a file has another size', (root: string) => appendFile(join(root, 'a.bin'), 'more')],
    ['a file is new', (root: string) => writeFile(join(root, 'c.bin'), 'c')],
  ])('is refused where the session is committed and %s', async (_, change) => {
    const root = await folder.make('session-1', { 'a.bin': 'a', 'b.bin': 'b' });
    await push(root);
    await change(root);
    await expect(push(root)).rejects.toMatchObject({ code: 'session-exists' });
    expect(stored('session-1', 'a.bin')?.toString()).toBe('a');
    expect(stored('session-1', 'c.bin')).toBeUndefined();
  });

  test('replaces what an earlier, uncommitted push left of a file that has changed since', async () => {
    const root = await folder.make('session-1', {
      'a.bin': 'old',
      'b.bin': 'same size',
      'c.bin': recording(9 * MIB, 7),
    });
    platform.fault = ({ kind }) =>
      kind === 'complete' ? { status: 404, code: 'upload-unknown' } : undefined;
    await expect(push(root)).rejects.toMatchObject({ code: 'upload-unknown' });

    await writeFile(join(root, 'a.bin'), 'longer now');
    await writeFile(join(root, 'b.bin'), 'SAME SIZE');
    platform.fault = () => undefined;
    const pushed = await push(root);
    expect(stored('session-1', 'a.bin')?.toString()).toBe('longer now');
    expect(stored('session-1', 'b.bin')?.toString()).toBe('SAME SIZE');
    expect(pushed).toMatchObject({ sent: 19, skipped: 9 * MIB });
  });
});

describe('a file that changes while it is read', () => {
  test('is read again from the start, and what is committed is one state of it', async () => {
    const root = await folder.make('session-1', { 'x.bin': recording(96 * MIB, 8) });
    const file = join(root, 'x.bin');
    // 96 MiB are more than is read ahead: with the first address, the end of the file has not been read.
    platform.fault = ({ kind }) => {
      if (kind === 'addresses' && requests('addresses') === 1) appendFileSync(file, recording(MIB, 9));
      return undefined;
    };
    const pushed = await push(root, { sha256: false });
    expect(pushed.bytes).toBe(97 * MIB);
    expect(stored('session-1', 'x.bin')?.equals(await readFile(file))).toBe(true);
    expect(requests('begin')).toBe(2);
  });

  test('is found out by a change that leaves size and time as they were', async () => {
    const root = await folder.make('session-1', { 'x.bin': recording(96 * MIB, 8) });
    const file = join(root, 'x.bin');
    platform.fault = ({ kind }) => {
      if (kind !== 'addresses' || requests('addresses') > 1) return undefined;
      const { atime, mtime } = statSync(file);
      const handle = openSync(file, 'r+');
      writeSync(handle, 'changed', 96 * MIB - 7);
      closeSync(handle);
      utimesSync(file, atime, mtime);
      return undefined;
    };
    await push(root, { sha256: false });
    expect(stored('session-1', 'x.bin')?.equals(await readFile(file))).toBe(true);
    expect(requests('begin')).toBe(2);
  });

  test('is given up when it does not stop, with nothing committed', async () => {
    const root = await folder.make('session-1', { 'x.bin': 'recording', 'y.bin': 'done' });
    platform.fault = ({ kind }) => {
      if (kind === 'begin') appendFileSync(join(root, 'x.bin'), ' more');
      return undefined;
    };
    await expect(push(root)).rejects.toMatchObject({ code: 'file-changed', path: 'x.bin' });
    expect(requests('begin')).toBe(3);
    expect(platform.sessions.get('session-1')?.committed).toBeUndefined();
  });
});

describe('a push that is stopped', () => {
  test('ends at once, and pushing again goes on where it was', async () => {
    const root = await folder.make('session-1', { 'x.bin': recording(40 * MIB, 10) });
    const stop = new AbortController();
    platform.fault = ({ kind }) => {
      if (kind === 'put' && (platform.sessions.get('session-1')?.store.received ?? 0) > 0) stop.abort();
      return undefined;
    };
    await expect(push(root, { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
    const before = platform.sessions.get('session-1')?.store.received ?? 0;
    expect(before).toBeGreaterThan(0);

    platform.fault = () => undefined;
    const pushed = await push(root);
    expect(pushed.sent + pushed.skipped).toBe(40 * MIB);
    expect(pushed.skipped).toBeGreaterThan(0);
  });
});
