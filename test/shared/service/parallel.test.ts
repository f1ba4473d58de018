import { expect, test } from '@jest/globals';
import { mapLimit } from '../../../shared/service/parallel.ts';

test('results stand in the order of the items, and never more than the limit run at a time', async () => {
  let running = 0;
  let most = 0;
  const results = await mapLimit([5, 1, 4, 2, 3], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < item; turn += 1) await new Promise(setImmediate);
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test('an error stops new calls and is thrown', async () => {
  const called: number[] = [];
  const run = mapLimit([1, 2, 3, 4], 1, async (item) => {
    called.push(item);
    if (item === 2) throw new Error('no');
  });
  await expect(run).rejects.toThrow('no');
  expect(called).toEqual([1, 2]);
});
