import { describe, expect, test } from '@jest/globals';
import { forEachLimit, openSlots, openTasks } from '../../../services/uploader/concurrency.ts';

const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function* numbers(count: number): AsyncGenerator<number, void> {
  for (let item = 1; item <= count; item += 1) yield item;
}

describe('tasks beside the caller', () => {
  test('keep their first failure until somebody waits, and wait for all', async () => {
    const tasks = openTasks();
    let ended = false;
    tasks.add(Promise.reject(new Error('first')));
    tasks.add(later().then(() => Promise.reject(new Error('second'))));
    tasks.add(
      later()
        .then(later)
        .then(() => {
          ended = true;
        }),
    );
    await later();
    expect(tasks.failed).toBe(true);
    await expect(tasks.settle()).rejects.toThrow('first');
    expect(ended).toBe(true);
  });
});

describe('slots', () => {
  test('let no more in than there are, in the order of coming, also after a failure', async () => {
    const enter = openSlots(2);
    let inside = 0;
    const order: number[] = [];
    const work = (number: number) => async () => {
      inside += 1;
      expect(inside).toBeLessThanOrEqual(2);
      order.push(number);
      await later();
      inside -= 1;
      if (number === 2) throw new Error('two');
      return number;
    };
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map((number) => enter(work(number))));
    expect(order).toEqual([1, 2, 3, 4, 5]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
  });
});

describe('working on items as they come', () => {
  test('takes every item once, and not more than the limit at a time', async () => {
    const seen: number[] = [];
    let running = 0;
    await forEachLimit(
      numbers(20),
      3,
      async (item) => {
        running += 1;
        expect(running).toBeLessThanOrEqual(3);
        await later();
        running -= 1;
        seen.push(item);
      },
      () => {},
    );
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('stops with the first error, of the work or of the items, once what runs has ended', async () => {
    const started: number[] = [];
    const stopped: unknown[] = [];
    const work = forEachLimit(
      numbers(20),
      2,
      async (item) => {
        started.push(item);
        await later();
        if (item === 3) throw new Error('three');
      },
      (error) => stopped.push(error),
    );
    await expect(work).rejects.toThrow('three');
    expect(started.length).toBeLessThan(6);
    expect(stopped).toHaveLength(1);

    async function* broken(): AsyncGenerator<number, void> {
      yield 1;
      throw new Error('no more items');
    }
    await expect(forEachLimit(broken(), 2, later, () => {})).rejects.toThrow('no more items');
  });
});
