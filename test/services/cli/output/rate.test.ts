import { expect, test } from '@jest/globals';
import { openRate } from '../../../../services/cli/output/rate.ts';
import { quickClock } from '../../uploader/quick-clock.ts';

test('the rate is that of the last seconds, is not told too early, and is never negative', async () => {
  const clock = quickClock();
  const rate = openRate(clock);
  expect(rate(0)).toBeUndefined();
  await clock.wait(100);
  expect(rate(1_000_000)).toBeUndefined();
  for (let second = 1; second <= 10; second += 1) {
    await clock.wait(1_000);
    rate(1_000_000 + second * 100);
  }
  for (let second = 1; second <= 10; second += 1) {
    await clock.wait(1_000);
    rate(1_001_000 + second * 10);
  }
  expect(rate(1_001_100)).toBeCloseTo(10);
  await clock.wait(1_000);
  expect(rate(0)).toBe(0);
});
