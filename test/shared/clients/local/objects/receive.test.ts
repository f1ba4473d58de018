import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { collect, receive, SenderGone } from '../../../../../shared/clients/local/objects/receive.ts';
import { openRegion, type Region } from '../../../../../shared/clients/local/objects/region.ts';
import { openSlabs, type Slabs } from '../../../../../shared/clients/local/objects/slabs.ts';
import { crc32Hex } from '../../../../../shared/session/crc32.ts';
import { checksum, noise } from '../../../../contracts/objects/make.ts';

const SLAB = 65_536;
const never = new AbortController().signal;

let folder: string;
let slabs: Slabs;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'receive-'));
  slabs = openSlabs(SLAB, 2);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  // However receiving ended, every slab came back.
  expect([slabs.take(), slabs.take()]).toEqual([expect.any(Uint8Array), expect.any(Uint8Array)]);
});

/** A stream of copies of the bytes, in chunks of these sizes, over and over. */
const streamOf = (bytes: Uint8Array, sizes: readonly number[] = [60_000]): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0, i = 0; at < bytes.length; i += 1) {
        const size = sizes[i % sizes.length] ?? 1;
        yield Buffer.from(bytes.slice(at, at + size).buffer);
        at += size;
      }
    })(),
    { objectMode: false },
  );

async function withRegion<T>(work: (region: Region, path: string) => Promise<T>): Promise<T> {
  const path = join(folder, randomUUID());
  const region = await openRegion(path);
  try {
    return await work(region, path);
  } finally {
    await region.close();
  }
}

describe('receiving', () => {
  test('writes every byte to its position, however they come and however few slabs there are', async () => {
    const arrival = fc.record({
      size: fc.integer({ min: 0, max: 400_000 }),
      sizes: fc.array(fc.integer({ min: 1, max: 150_000 }), { minLength: 1, maxLength: 5 }),
      seed: fc.integer({ min: 0, max: 255 }),
    });
    const blocks = fc.integer({ min: 0, max: 3 }).map((n) => n * 4_096);
    await fc.assert(
      fc.asyncProperty(
        fc.array(arrival, { minLength: 1, maxLength: 4 }),
        blocks,
        async (arrivals, offset) => {
          const bodies = arrivals.map(({ size, seed }) => noise(size, seed));
          const expected = Buffer.concat([Buffer.alloc(offset), ...bodies]);
          await withRegion(async (region, path) => {
            let position = offset;
            const received = bodies.map((body, i) => {
              const at = position;
              position += body.length;
              return receive(streamOf(body, arrivals[i]?.sizes), region, at, slabs, never);
            });
            expect((await Promise.all(received)).map(crc32Hex)).toEqual(bodies.map(checksum));
            await region.sync();
            const written = await readFile(path);
            expect(Buffer.compare(written, expected.subarray(0, written.length))).toBe(0);
            // A region of which nothing was written has no bytes, not even before the first position.
            expect(written.length).toBe(position === offset ? 0 : position);
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  test('ends when the sender goes away', async () => {
    const source = new PassThrough();
    await withRegion(async (region) => {
      const received = receive(source, region, 0, slabs, never);
      source.write(noise(100_000));
      setImmediate(() => source.destroy());
      await expect(received).rejects.toBeInstanceOf(SenderGone);
    });
  });

  test('ends when it is told to, also while it waits for a slab', async () => {
    const held = [slabs.take(), slabs.take()];
    const controller = new AbortController();
    await withRegion(async (region) => {
      const received = receive(streamOf(noise(100_000)), region, 0, slabs, controller.signal);
      setImmediate(() => controller.abort('enough'));
      await expect(received).rejects.toBe('enough');
      await expect(receive(streamOf(noise(1)), region, 0, slabs, controller.signal)).rejects.toBe('enough');
    });
    for (const slab of held) if (slab) slabs.give(slab);
  });

  test('fails as the disk fails, once nothing is being written any more', async () => {
    let writing = 0;
    const broken = {
      async write() {
        writing += 1;
        await new Promise((resolve) => setImmediate(resolve));
        writing -= 1;
        throw new Error('disk');
      },
    } as Partial<Region> as Region;
    await expect(receive(streamOf(noise(500_000)), broken, 0, slabs, never)).rejects.toThrow('disk');
    expect(writing).toBe(0);
  });
});

describe('collecting a small body', () => {
  test('gives all of it', async () => {
    expect(checksum(await collect(streamOf(noise(5_000), [7, 1_000]), 5_000, never))).toBe(
      checksum(noise(5_000)),
    );
  });

  test('ends when the sender goes away, or when it is told to', async () => {
    const gone = new PassThrough();
    const collected = collect(gone, 10, never);
    setImmediate(() => gone.destroy());
    await expect(collected).rejects.toBeInstanceOf(SenderGone);

    const controller = new AbortController();
    const waiting = collect(new PassThrough(), 10, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
