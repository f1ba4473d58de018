import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { read, text } from '../../../../contracts/objects/make.ts';
import { expectRefusal } from '../../../../contracts/objects/refusals.ts';
import { until } from '../../../../setup/until.ts';
import { type S3, startS3 } from './s3-world.ts';

const DAY = 24 * 3_600_000;

describe('a restore from the deep archive', () => {
  let s3: S3;
  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3.stop());

  test('goes on for a while, may be asked for again, and then gives a copy to read', async () => {
    const { objects } = await s3.openWorld();
    const { version } = await objects.put('a', text('deep'), { storageClass: 'deep-archive' });
    await objects.restore('a', { version, days: 2, tier: 'bulk' });
    expect((await objects.head('a'))?.restore).toEqual({ ongoing: true });
    await expectRefusal(objects.get('a'), 'Archived');
    await expectRefusal(objects.get('a', { range: { start: 1 } }), 'Archived');
    await objects.restore('a', { version, days: 2, tier: 'bulk' });

    const restored = await until(async () => {
      const restore = (await objects.head('a'))?.restore;
      return restore?.ongoing === false && restore;
    }, 'the restored copy');
    expect(restored.until).toBeGreaterThan(Date.now() + DAY);
    expect(await read(objects, 'a')).toEqual(text('deep'));

    await objects.restore('a', { version, days: 9, tier: 'standard' });
    expect((await objects.head('a'))?.restore?.until).toBeGreaterThan(Date.now() + 8 * DAY);
  });
});
