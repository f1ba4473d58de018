import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Bucket } from '../../../../../shared/clients/aws/objects/bucket.ts';
import { cut, streamPartSize } from '../../../../../shared/clients/aws/objects/part-plan.ts';
import { streamObject } from '../../../../../shared/clients/aws/objects/stream.ts';
import { systemClock } from '../../../../../shared/clients/clock.ts';
import { checksum, noise, read, text } from '../../../../contracts/objects/make.ts';
import { expectRefusal } from '../../../../contracts/objects/refusals.ts';
import { asRead } from '../../../../contracts/objects/world.ts';
import { type S3, type S3World, startS3 } from './s3-world.ts';

const MIB = 1024 ** 2;
/** The smallest parts that S3 joins; those above 5 MiB go as streams. */
const PLAN = { sizeOf: (part: number) => 5 * MIB + (part - 1) * 1_000, maxSignedBytes: 5 * MIB };
const BODY = noise(12 * MIB + 345);

async function* chunksOf(bytes: Uint8Array, size = 700_000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

describe('the parts of a stream', () => {
  test('hold 50 TB, none larger or smaller than S3 takes', () => {
    const sizes = Array.from({ length: 10_000 }, (_, i) => streamPartSize(i + 1));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(50e12);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(5 * MIB);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5 * 1024 * MIB);
    expect(() => streamPartSize(10_001)).toThrow('at most 10000 parts');
  });

  test('are small beside what came before', () => {
    let before = 0;
    for (let part = 1; part <= 10_000; part++) {
      const size = streamPartSize(part);
      expect(size).toBeLessThanOrEqual(8 * MIB + before * 0.0101);
      before += size;
    }
  });

  test('are the stream, cut where the sizes say, however it comes', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 9 }), async (chunks, first) => {
        const sizeOf = (part: number): number => first + part;
        const pieces = await Array.fromAsync(cut(ReadableStream.from(chunks), sizeOf));
        const joined = Buffer.concat(pieces.flatMap((piece) => [...piece.chunks]));
        expect(joined).toEqual(Buffer.concat(chunks));
        for (const [i, { part, size, last }] of pieces.entries()) {
          expect(part).toBe(i + 1);
          expect(last).toBe(i === pieces.length - 1);
          if (last) expect(size).toBeLessThanOrEqual(sizeOf(part));
          else expect(size).toBe(sizeOf(part));
          if (i > 0) expect(size).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('a stream of several parts', () => {
  let s3: S3;
  let world: S3World;
  let bucket: Bucket;
  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3.stop());
  beforeEach(async () => {
    world = await s3.openWorld();
    bucket = { client: s3.client, name: world.bucket, lockMode: 'COMPLIANCE', clock: systemClock };
  });
  const store = (chunks: AsyncIterable<Uint8Array>, options: { ifNoneMatch?: '*' } = {}) =>
    streamObject(bucket, 'a', chunks, options, PLAN);

  test('becomes one object with the checksum of the whole', async () => {
    const put = await store(chunksOf(BODY));
    expect(put).toMatchObject({ size: BODY.length, crc32: checksum(BODY) });
    expect(put.etag).toMatch(/-3"$/);
    expect(await world.objects.head('a')).toEqual(asRead(world, put));
    expect(Buffer.compare(await read(world.objects, 'a'), BODY)).toBe(0);
  });

  test('leaves nothing where its source breaks off', async () => {
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield* chunksOf(BODY);
      throw new Error('the source broke off');
    }
    await expect(store(breaking())).rejects.toThrow('the source broke off');
    expect(await world.objects.openUploads('')).toEqual([]);
    expect(await world.objects.head('a')).toBeUndefined();
  });

  test('written once is refused where something came before it, and leaves no parts', async () => {
    async function* overtaken(): AsyncGenerator<Uint8Array> {
      yield* chunksOf(BODY);
      await world.objects.put('a', text('first'));
    }
    await expectRefusal(store(overtaken(), { ifNoneMatch: '*' }), 'PreconditionFailed');
    expect(await world.objects.openUploads('')).toEqual([]);
    expect(await read(world.objects, 'a')).toEqual(text('first'));
  });

  test('is let go of when the store fails', async () => {
    let ended = false;
    async function* watched(): AsyncGenerator<Uint8Array> {
      try {
        yield* chunksOf(BODY);
      } finally {
        ended = true;
      }
    }
    const missing = { ...bucket, name: 'no-such-bucket' };
    await expect(streamObject(missing, 'a', watched(), {}, PLAN)).rejects.toThrow();
    expect(ended).toBe(true);
  });
});
