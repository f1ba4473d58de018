import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Lease, openPartBuffers } from '../../../services/uploader/part-buffers.ts';
import { MIB } from './folder.ts';

/** Whether a promise has resolved by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe('memory for parts', () => {
  test('is as large as asked for', async () => {
    const buffers = openPartBuffers();
    for (const size of [0, 1, 1000, MIB, 8 * MIB, 9 * MIB])
      expect((await buffers.take(size)).bytes.byteLength).toBe(size);
  });

  test('is given in the order of asking, and only while there is room', async () => {
    const buffers = openPartBuffers(16 * MIB);
    const [first, second] = [await buffers.take(8 * MIB), await buffers.take(8 * MIB)];
    const third = buffers.take(8 * MIB);
    const small = buffers.take(1);
    expect(await isSettled(third)).toBe(false);
    expect(await isSettled(small)).toBe(false);
    first.release();
    expect((await third).bytes.byteLength).toBe(8 * MIB);
    second.release();
    expect((await small).bytes.byteLength).toBe(1);
  });

  test('is used again, so that a large file takes no more than a small one', async () => {
    const buffers = openPartBuffers(8 * MIB);
    const first = await buffers.take(8 * MIB);
    const memory = first.bytes.buffer;
    first.release();
    expect((await buffers.take(8 * MIB)).bytes.buffer).toBe(memory);
  });

  test('has room for one part that is larger than all of it', async () => {
    const buffers = openPartBuffers(8 * MIB);
    const large = await buffers.take(20 * MIB);
    const next = buffers.take(1);
    expect(await isSettled(next)).toBe(false);
    large.release();
    expect((await next).bytes.byteLength).toBe(1);
  });

  test('never gives the same bytes to two, and everybody gets some in the end', async () => {
    const sizes = fc.array(fc.constantFrom(0, 1, 1000, MIB, 8 * MIB, 10 * MIB), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(sizes, async (wanted) => {
        const buffers = openPartBuffers(24 * MIB);
        const held = new Set<Lease>();
        await Promise.all(
          wanted.map(async (size, index) => {
            const lease = await buffers.take(size);
            for (const other of held) expect(other.bytes.buffer).not.toBe(lease.bytes.buffer);
            held.add(lease);
            await new Promise((resolve) => setImmediate(resolve));
            if (index % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
            held.delete(lease);
            lease.release();
          }),
        );
        expect(held.size).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});
