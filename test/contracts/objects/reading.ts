import { describe, expect, test } from '@jest/globals';
import { bytesOf, checksum, noise, read, text } from './make.ts';
import { expectRefusal } from './refusals.ts';
import { asRead, type ObjectsWorld } from './world.ts';

export function describeReading(world: () => ObjectsWorld): void {
  describe('an object', () => {
    test('is read as it was put', async () => {
      const { objects, clock } = world();
      const body = noise(70_000);
      const before = clock.now();
      const put = await objects.put('s1/raw/a.dat', body);
      expect(put).toMatchObject({
        key: 's1/raw/a.dat',
        size: 70_000,
        crc32: checksum(body),
        storageClass: 'standard',
      });
      expect(put.modified).toBeGreaterThanOrEqual(before - 1_000);
      expect(await objects.head('s1/raw/a.dat')).toEqual(asRead(world(), put));
      const got = await objects.get('s1/raw/a.dat');
      expect(got.attributes).toEqual(await objects.head('s1/raw/a.dat'));
      expect(await bytesOf(got)).toEqual(body);
    });

    test('may be empty', async () => {
      const { objects } = world();
      await objects.put('empty', new Uint8Array());
      expect(await objects.head('empty')).toMatchObject({ size: 0, crc32: '00000000' });
      expect(await read(objects, 'empty')).toEqual(new Uint8Array());
    });

    test('that is not there has no attributes and no bytes', async () => {
      const { objects } = world();
      expect(await objects.head('nothing')).toBeUndefined();
      await expectRefusal(objects.get('nothing'), 'NotFound');
    });

    test('is not stored when its bytes do not have the checksum that was announced', async () => {
      const { objects } = world();
      await expectRefusal(
        objects.put('a', text('abc'), { crc32: checksum(text('abd')) }),
        'ChecksumMismatch',
      );
      expect(await objects.head('a')).toBeUndefined();
      expect(await objects.put('a', text('abc'), { crc32: checksum(text('abc')) })).toMatchObject({
        size: 3,
      });
    });

    test('can be let go without being read', async () => {
      const { objects } = world();
      await objects.put('a', noise(100_000));
      (await objects.get('a')).cancel();
      expect(await read(objects, 'a')).toEqual(noise(100_000));
    });

    test('has a place that people can be told', async () => {
      const { objects } = world();
      const { version } = await objects.put('s1/a.dat', text('a'));
      expect(await objects.location('s1/a.dat', { version })).toMatch(/^[a-z0-9]+:\/\/.+/);
    });
  });

  describe('a version', () => {
    test('keeps its bytes, whatever is written later under its key', async () => {
      const { objects } = world();
      const first = await objects.put('a', text('first'));
      const second = await objects.put('a', text('second'));
      expect(second.version).not.toBe(first.version);
      expect(second.etag).not.toBe(first.etag);
      expect(await read(objects, 'a')).toEqual(text('second'));
      expect(await read(objects, 'a', first.version)).toEqual(text('first'));
      expect(await objects.head('a', { version: first.version })).toEqual(asRead(world(), first));
    });

    test('is found only under its own key', async () => {
      const { objects } = world();
      const { version } = await objects.put('a', text('a'));
      await objects.put('b', text('b'));
      expect(await objects.head('b', { version })).toBeUndefined();
      await expectRefusal(objects.get('b', { version }), 'NotFound');
    });

    test('survives removal: its key shows nothing, its version id still reads it', async () => {
      const { objects } = world();
      const { version } = await objects.put('a', text('a'));
      await objects.remove('a');
      expect(await objects.head('a')).toBeUndefined();
      await expectRefusal(objects.get('a'), 'NotFound');
      expect((await objects.list({ prefix: '' })).objects).toEqual([]);
      expect(await read(objects, 'a', version)).toEqual(text('a'));
    });

    test('under object lock says until when, and is not lost by removal', async () => {
      const { objects, clock } = world();
      const retainUntil = Math.ceil(clock.now() / 1_000) * 1_000 + 3_600_000;
      const { version } = await objects.put('a', text('a'), { retainUntil });
      expect(await objects.head('a')).toMatchObject({ retainUntil });
      await objects.remove('a');
      expect(await read(objects, 'a', version)).toEqual(text('a'));
    });
  });

  describe('a range', () => {
    const body = noise(1_000);
    test.each([
      ['in the middle', { start: 10, end: 19 }, body.slice(10, 20)],
      ['of one byte', { start: 0, end: 0 }, body.slice(0, 1)],
      ['without an end goes to the end', { start: 990 }, body.slice(990)],
      ['that ends behind the object is cut', { start: 990, end: 5_000 }, body.slice(990)],
    ])('%s', async (_, range, expected) => {
      const { objects } = world();
      await objects.put('a', body);
      expect(await bytesOf(await objects.get('a', { range }))).toEqual(expected);
    });

    test.each([
      ['begins behind the object', { start: 1_000 }],
      ['ends before it begins', { start: 20, end: 10 }],
      ['begins before the object', { start: -1, end: 10 }],
    ])('that %s is refused', async (_, range) => {
      const { objects } = world();
      await objects.put('a', body);
      await expectRefusal(objects.get('a', { range }), 'BadRange');
    });
  });
}
