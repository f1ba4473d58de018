import { describe, expect, test } from '@jest/globals';
import { checksum, noise, read, text } from './make.ts';
import { expectRefusal, refusals } from './refusals.ts';
import { asRead, type ObjectsWorld } from './world.ts';

/** The bytes in chunks of that size, each given when it is asked for. */
async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size);
}

async function* breakingOff(error: Error): AsyncGenerator<Uint8Array> {
  yield text('the beginning');
  throw error;
}

export function describeStreaming(world: () => ObjectsWorld): void {
  describe('an object that comes in chunks', () => {
    test('is read as it came', async () => {
      const { objects } = world();
      const body = noise(300_001);
      const put = await objects.putStream('s1/large', inChunks(body, 70_000));
      expect(put).toMatchObject({ key: 's1/large', size: body.length, crc32: checksum(body) });
      expect(await objects.head('s1/large')).toEqual(asRead(world(), put));
      expect(await read(objects, 's1/large')).toEqual(body);
    });

    test('may have no chunks at all', async () => {
      const { objects } = world();
      await objects.putStream('empty', inChunks(text(''), 1));
      expect(await objects.head('empty')).toMatchObject({ size: 0, crc32: '00000000' });
      expect(await read(objects, 'empty')).toEqual(text(''));
    });

    test('is not there before its last chunk came', async () => {
      const { objects } = world();
      const seen: unknown[] = [];
      async function* watched(): AsyncGenerator<Uint8Array> {
        yield text('first, ');
        seen.push(await objects.head('a'));
        yield text('last');
      }
      await objects.putStream('a', watched());
      expect(seen).toEqual([undefined]);
      expect(await read(objects, 'a')).toEqual(text('first, last'));
    });

    test('is not there when its source broke off, and that is what is thrown', async () => {
      const { objects } = world();
      const error = new Error('the source broke off');
      await expect(objects.putStream('a', breakingOff(error))).rejects.toBe(error);
      expect(await objects.head('a')).toBeUndefined();
      await objects.putStream('a', inChunks(text('again'), 2), { ifNoneMatch: '*' });
      expect(await read(objects, 'a')).toEqual(text('again'));
    });

    test('leaves what was there when its source broke off', async () => {
      const { objects } = world();
      await objects.put('a', text('before'));
      await expect(objects.putStream('a', breakingOff(new Error('broke off')))).rejects.toThrow('broke off');
      expect(await read(objects, 'a')).toEqual(text('before'));
    });

    test('replaces what was there, unless it is to be written once', async () => {
      const { objects } = world();
      await objects.putStream('a', inChunks(text('first'), 2));
      await expectRefusal(
        objects.putStream('a', inChunks(text('second'), 2), { ifNoneMatch: '*' }),
        'PreconditionFailed',
      );
      expect(await read(objects, 'a')).toEqual(text('first'));
      await objects.putStream('a', inChunks(text('third'), 2));
      expect(await read(objects, 'a')).toEqual(text('third'));
    });

    test('written once by several at the same time has one writer', async () => {
      const { objects, another } = world();
      const writers = Array.from({ length: 6 }, (_, i) =>
        (i % 2 ? objects : another).putStream('a', inChunks(text(`writer ${i}`), 3), { ifNoneMatch: '*' }),
      );
      const results = await Promise.allSettled(writers);
      expect(refusals(results)).toHaveLength(5);
      const winner = results.findIndex(({ status }) => status === 'fulfilled');
      expect(await read(objects, 'a')).toEqual(text(`writer ${winner}`));
    });
  });
}
