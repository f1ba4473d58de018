import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from '@jest/globals';
import { orStoreFull } from '../../../../../shared/clients/local/objects/store-full.ts';

/** A device that every Linux has, and that is always full. */
const FULL_DEVICE = '/dev/full';

describe('a full disk', () => {
  (existsSync(FULL_DEVICE) ? test : test.skip)('is told to the writer of a file', async () => {
    await expect(orStoreFull(() => writeFile(FULL_DEVICE, 'x'))).rejects.toMatchObject({ code: 'StoreFull' });
  });

  test('is told to the writer of an index', async () => {
    const index = new DatabaseSync(':memory:');
    index.exec('CREATE TABLE t (x); PRAGMA max_page_count = 2');
    const fill = async () => index.exec('INSERT INTO t VALUES (zeroblob(100000))');
    await expect(orStoreFull(fill)).rejects.toMatchObject({ code: 'StoreFull' });
    index.close();
  });

  test('is not what every failure is', async () => {
    const failure = Object.assign(new Error('broken'), { code: 'EIO' });
    await expect(orStoreFull(() => Promise.reject(failure))).rejects.toBe(failure);
    await expect(orStoreFull(() => Promise.reject('text'))).rejects.toBe('text');
    expect(await orStoreFull(async () => 'fine')).toBe('fine');
  });
});
