import { randomBytes } from 'node:crypto';
import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { asFailure } from '../../../services/sandbox/instance/failure.ts';
import { type InstanceWorld, openInstanceWorld, type StoredFile } from './instance-world.ts';

let instance: InstanceWorld;
beforeEach(async () => {
  instance = await openInstanceWorld();
});
afterEach(() => instance.close());

const A = 'sessions/s1/raw/a.dat';
const B = 'sessions/s1/raw/b.dat';
const stored = (content: string | Uint8Array, more: Omit<StoredFile, 'content'> = {}): StoredFile => ({
  content: Buffer.from(content),
  ...more,
});

const names = async (): Promise<string[]> => Object.keys(await instance.files()).toSorted();

describe('an instance', () => {
  test('is ready when every file was compared, large ones range by range', async () => {
    const large = randomBytes(20_000_003);
    const report = await instance.run({
      [A]: stored(large),
      [B]: stored(''),
      'sessions/s1/processed/ecg@0123456789abcdef/beats/0.parquet': stored('rows'),
    });
    expect(report).toMatchObject({
      phase: 'ready',
      place: '/mnt/sandbox',
      progress: { files: 3, bytes: 20_000_007, withoutSha256: 0 },
    });
    expect(instance.requests(A)).toBe(3);
    const files = await instance.files();
    expect(files[A]?.equals(large)).toBe(true);
    expect(files[B]?.byteLength).toBe(0);
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['index.html', 'recipe.json']));
    expect(instance.reports.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['copying', 'verifying', 'ready']),
    );
  });

  test('compares CRC-32 where the source gave no SHA-256, and counts such files', async () => {
    const report = await instance.run({ [A]: stored('a', { withoutSha256: true }), [B]: stored('b') });
    expect(report).toMatchObject({ phase: 'ready', progress: { files: 2, withoutSha256: 1 } });
    expect(await readFile(join(instance.storage, 'index.html'), 'utf8')).toContain(
      'of 1 file the source gave no SHA-256',
    );
  });
});

describe('a file with other bytes than its manifest says', () => {
  test('is read once more, and good is good', async () => {
    const wrongOnce = (request: number): Uint8Array | undefined =>
      request === 1 ? Buffer.from('b') : undefined;
    const report = await instance.run({ [A]: stored('a', { instead: wrongOnce }) });
    expect(report).toMatchObject({ phase: 'ready', progress: { files: 1, bytes: 1 } });
    expect(instance.requests(A)).toBe(2);
  });

  test.each([
    ['a small one', Buffer.from('a'), Buffer.from('b')],
    ['a large one', Buffer.alloc(9_000_000, 1), Buffer.alloc(9_000_000, 2)],
  ])('fails by name when it is so again: %s', async (_, content, wrong) => {
    const report = await instance.run({ [A]: stored(content, { instead: () => wrong }), [B]: stored('b') });
    expect(report).toMatchObject({ phase: 'failed', failure: { code: 'copy-differs', detail: A } });
    // The others are there; this one is not, nor anything that looks like it.
    expect(await names()).toEqual([B]);
  });

  test('is found by its CRC-32 too', async () => {
    const wrong = { withoutSha256: true, instead: () => Buffer.from('b') } as const;
    const report = await instance.run({ [A]: stored('a', wrong) });
    expect(report.failure).toEqual({ code: 'copy-differs', detail: A });
  });
});

describe('what the network and the store do', () => {
  test('an answer that is cut off is asked for again', async () => {
    const report = await instance.run({
      [A]: stored('abcdef', { instead: (request) => (request < 3 ? 'cut off' : undefined) }),
    });
    expect(report.phase).toBe('ready');
    expect(instance.requests(A)).toBe(3);
  });

  test('a store that is busy is asked again', async () => {
    const report = await instance.run({
      [A]: stored('abc', { instead: (request) => (request < 3 ? 503 : undefined) }),
    });
    expect(report.phase).toBe('ready');
  });

  test('addresses that have expired are signed anew, once for all files of a page', async () => {
    const expired = (request: number): number | undefined => (request === 1 ? 403 : undefined);
    const report = await instance.run({
      [A]: stored('a', { instead: expired }),
      [B]: stored('b', { instead: expired }),
    });
    expect(report.phase).toBe('ready');
    expect(instance.reports.filter(({ wants }) => wants !== undefined).length).toBeLessThanOrEqual(2);
    expect(instance.reports.at(-1)).not.toHaveProperty('wants');
  });

  test('a file that is not there ends the program, which is then started again', async () => {
    await expect(instance.run({ [A]: stored('a', { instead: () => 404 }) })).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe('what cannot be', () => {
  test('more than the disk has room for fails before anything is copied', async () => {
    const report = await instance.run({ [A]: stored('a', { more: { size: 1e15 } }), [B]: stored('b') });
    expect(report).toMatchObject({ phase: 'failed', failure: { code: 'disk-full' } });
    expect(report.failure?.detail).toMatch(/^1000000000000001 bytes are to be copied, and \d+ are free\.$/);
    expect(instance.requests(A) + instance.requests(B)).toBe(0);
  });

  test('a disk that becomes full while it is written to is the same failure', () => {
    const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
    expect(asFailure(full)).toMatchObject({ name: 'SandboxFailure', code: 'disk-full' });
    const other = new Error('other');
    expect(asFailure(other)).toBe(other);
  });

  test.each([
    '../outside',
    'sessions/../../outside',
    'sessions/s1/raw/../../../../outside',
    'sessions/../raw/x',
    '/etc/passwd',
    'sessions/s1/other/x',
    'index.html',
  ])('a file at %j is refused', async (path) => {
    const report = await instance.run({ [path]: stored('a') });
    expect(report).toMatchObject({ phase: 'failed', failure: { code: 'path-invalid' } });
    expect(await names()).toEqual([]);
  });
});

describe('a program that is started again', () => {
  const brokenOff = { [A]: stored('a'), [B]: stored('b', { instead: () => 404 }) };

  async function breakOff(): Promise<void> {
    await expect(instance.run(brokenOff)).rejects.toThrow();
    expect(await names()).toEqual([A]);
  }

  test('does not copy again what was verified', async () => {
    await breakOff();
    const report = await instance.run({ [A]: stored('a'), [B]: stored('b') });
    expect(report).toMatchObject({ phase: 'ready', progress: { files: 2, bytes: 2 } });
    expect(instance.requests(A)).toBe(1);
  });

  test('copies again what was changed since', async () => {
    await breakOff();
    await writeFile(join(instance.storage, A), 'x');
    await instance.run({ [A]: stored('a'), [B]: stored('b') });
    expect((await instance.files())[A]?.toString()).toBe('a');
  });

  test.each([
    ['is sound', 'a', 1],
    ['is not', 'x', 2],
  ])('hashes again, after a restart of the machine, what %s', async (_, content, requests) => {
    await breakOff();
    const place = join(instance.storage, A);
    const journal = join(instance.storage, '.state', 'verified.ndjson');
    const { atimeMs, mtimeMs } = await stat(place);
    await writeFile(place, content);
    await utimes(place, atimeMs / 1000, mtimeMs / 1000);
    const { mtimeMs: modified } = await stat(place);
    const entry = { path: A, size: 1, modified, checked: 'sha256', boot: 'another start' };
    await writeFile(journal, `${JSON.stringify(entry)}\n{"cut off`);
    await instance.run({ [A]: stored('a'), [B]: stored('b') });
    expect((await instance.files())[A]?.toString()).toBe('a');
    expect(instance.requests(A)).toBe(requests);
  });

  test('leaves alone what somebody works on once it was ready', async () => {
    await instance.run({ [A]: stored('a') });
    await writeFile(join(instance.storage, A), 'somebody was here');
    expect(await instance.run({ [A]: stored('a') })).toMatchObject({ phase: 'ready', place: '/mnt/sandbox' });
    expect((await instance.files())[A]?.toString()).toBe('somebody was here');
  });
});
