import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSha256, type Sha256 } from '../../../services/uploader/sha256.ts';
import { MIB, recording } from './folder.ts';

let sha256: Sha256;

beforeEach(() => {
  sha256 = openSha256();
});

afterEach(async () => {
  await sha256.close();
});

const expected = (...pieces: Uint8Array[]): string =>
  createHash('sha256').update(Buffer.concat(pieces)).digest('hex');

const shared = (bytes: Uint8Array): Uint8Array => {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  copy.set(bytes);
  return copy;
};

describe('SHA-256', () => {
  test('of a small file is made in place', async () => {
    const file = sha256.file(5);
    await file.update(Buffer.from('hello'));
    await expect(file.digest()).resolves.toBe(expected(Buffer.from('hello')));
  });

  test('of a file without a byte is that of nothing', async () => {
    await expect(sha256.file(0).digest()).resolves.toBe(expected());
  });

  test('of several large files at once is kept apart', async () => {
    const [a, b, c] = [recording(MIB, 1), recording(MIB, 2), recording(MIB, 3)];
    const [first, second] = [sha256.file(2 * MIB), sha256.file(MIB)];
    const updates = [first.update(shared(a)), second.update(shared(b)), first.update(shared(c))];
    await Promise.all(updates);
    await expect(Promise.all([first.digest(), second.digest()])).resolves.toEqual([
      expected(a, c),
      expected(b),
    ]);
  });

  test('of a file that was given up leaves the others alone', async () => {
    const [first, second] = [sha256.file(MIB), sha256.file(MIB)];
    await Promise.all([first.update(shared(recording(MIB, 1))), second.update(shared(recording(MIB, 2)))]);
    first.discard();
    await expect(second.digest()).resolves.toBe(expected(recording(MIB, 2)));
  });

  test('fails, rather than waiting for ever, when its worker is gone', async () => {
    const file = sha256.file(MIB);
    await file.update(shared(recording(MIB, 1)));
    await sha256.close();
    await expect(file.digest()).rejects.toThrow('has ended');
  });
});
