import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openSha256Worker, type Sha256Worker } from '../../../shared/hash/sha256-worker.ts';
import { shaOf } from '../../make.ts';

let worker: Sha256Worker;
beforeEach(() => {
  worker = openSha256Worker();
});
afterEach(() => worker.close());

async function hash(...chunks: Uint8Array[]): Promise<string> {
  for (const chunk of chunks) await worker.update(chunk);
  return await worker.digest();
}

describe('the digest', () => {
  test('is that of all chunks together, however they were cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), async (chunks) => {
        const expected = shaOf(Buffer.concat(chunks));
        expect(await hash(...chunks)).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });

  test('of nothing is that of the empty text', async () => {
    expect(await hash()).toBe(shaOf(''));
  });

  test('begins anew after every digest', async () => {
    expect(await hash(new Uint8Array([1]))).toBe(shaOf(new Uint8Array([1])));
    expect(await hash(new Uint8Array([2]))).toBe(shaOf(new Uint8Array([2])));
  });

  test('of more than may wait is right: the caller is held back, not the memory filled', async () => {
    const megabyte = (): Uint8Array => new Uint8Array(1024 * 1024).fill(7);
    for (let i = 0; i < 40; i += 1) await worker.update(megabyte());
    expect(await worker.digest()).toBe(shaOf(Buffer.alloc(40 * 1024 * 1024, 7)));
  });
});

test('a caller who waits for a worker that ends is told, not left waiting', async () => {
  const digest = worker.digest();
  const failed = expect(digest).rejects.toThrow('has ended');
  await worker.close();
  await failed;
});

describe('a chunk that is part of a larger memory', () => {
  test.each([
    ['an array', () => new Uint8Array([9, 1, 2, 9])],
    ['a buffer of its own', () => Buffer.from(new Uint8Array([9, 1, 2, 9]).buffer)],
  ])('is copied from %s, whose other parts stay usable', async (_, make) => {
    const whole = make();
    expect(await hash(whole.subarray(1, 3))).toBe(shaOf(new Uint8Array([1, 2])));
    expect([...whole]).toEqual([9, 1, 2, 9]);
  });

  test('is taken from the pool that small buffers share', async () => {
    const [one, other] = [Buffer.from('one'), Buffer.from('other')];
    expect(await hash(one)).toBe(shaOf('one'));
    expect(other.toString()).toBe('other');
    expect(await hash(other)).toBe(shaOf('other'));
  });
});
