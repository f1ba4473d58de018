import { describe, expect, test } from '@jest/globals';
import { read, text } from './make.ts';
import { expectRefusal } from './refusals.ts';
import { asRead, type ObjectsWorld } from './world.ts';

const DAY = 24 * 3_600_000;
const MINUTE = 60;

export function describeRestore(world: () => ObjectsWorld): void {
  const putDeep = () => world().objects.put('a', text('deep'), { storageClass: 'deep-archive' });

  describe('an object in the deep archive', () => {
    test('is known, listed and named, but not read', async () => {
      const { objects, fetchAddress } = world();
      const { version } = await putDeep();
      expect(await objects.head('a')).toMatchObject({ storageClass: 'deep-archive' });
      expect((await objects.list({ prefix: '' })).objects).toHaveLength(1);
      await expectRefusal(objects.get('a'), 'Archived');
      await expectRefusal(objects.get('a', { version }), 'Archived');
      expect((await fetchAddress(await objects.signGet('a', { expiresIn: MINUTE }))).status).toBe(403);
    });

    test('is read for some days, some time after a restore was asked for', async () => {
      const { objects, fetchAddress, clock } = world();
      if (!clock.advance) return;
      await putDeep();
      await objects.restore('a', { days: 2, tier: 'standard' });
      expect(await objects.head('a')).toMatchObject({ restore: { ongoing: true } });
      await expectRefusal(objects.get('a'), 'Archived');
      await objects.restore('a', { days: 2, tier: 'standard' });

      await clock.advance(DAY);
      expect((await objects.head('a'))?.restore).toMatchObject({ ongoing: false });
      expect((await objects.head('a'))?.restore?.until).toBeGreaterThan(clock.now() + DAY);
      expect(await read(objects, 'a')).toEqual(text('deep'));
      const address = await objects.signGet('a', { expiresIn: MINUTE });
      expect((await fetchAddress(address)).body.toString()).toBe('deep');

      await clock.advance(4 * DAY);
      expect((await objects.head('a'))?.restore).toBeUndefined();
      await expectRefusal(objects.get('a'), 'Archived');
    });

    test('stays readable longer when that is asked for again', async () => {
      const { objects, clock } = world();
      if (!clock.advance) return;
      await putDeep();
      await objects.restore('a', { days: 2, tier: 'standard' });
      await clock.advance(DAY);
      await objects.restore('a', { days: 10, tier: 'bulk' });
      await clock.advance(8 * DAY);
      expect(await read(objects, 'a')).toEqual(text('deep'));
    });
  });

  describe('restoring', () => {
    test('what is readable as it is, is no error and changes nothing', async () => {
      const { objects } = world();
      const put = await objects.put('a', text('near'), { storageClass: 'glacier-ir' });
      const before = await objects.head('a');
      expect(before).toEqual(asRead(world(), put));
      await objects.restore('a', { days: 1, tier: 'bulk' });
      expect(await objects.head('a')).toEqual(before);
      expect(await read(objects, 'a')).toEqual(text('near'));
    });

    test('what is not there is refused', async () => {
      await expectRefusal(world().objects.restore('a', { days: 1, tier: 'bulk' }), 'NotFound');
    });
  });
}
