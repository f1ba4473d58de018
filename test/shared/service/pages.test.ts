import { expect, test } from '@jest/globals';
import { pageFrom } from '../../../shared/service/pages.ts';

const asItIs = async (entry: string): Promise<string> => entry;

test('an entry that fills a page by itself stands alone on it, so that pages go on', async () => {
  const huge = 'x'.repeat(4_100_000);
  const entries = ['first', huge, 'last'];
  const page = (start: number) => pageFrom(entries, { start, size: 10 }, asItIs);
  expect(await page(0)).toEqual({ shown: ['first'], next: 1 });
  expect(await page(1)).toEqual({ shown: [huge], next: 2 });
  expect(await page(2)).toEqual({ shown: ['last'] });
});

test('only what stands on a page is looked up', async () => {
  const asked: number[] = [];
  const entries = Array.from({ length: 100 }, (_, index) => index);
  await pageFrom(entries, { start: 40, size: 3 }, async (entry) => asked.push(entry));
  expect(asked).toEqual([40, 41, 42]);
});

test('behind the end there is an empty page, and no other one', async () => {
  expect(await pageFrom(['only'], { start: 1, size: 10 }, asItIs)).toEqual({ shown: [] });
  expect(await pageFrom([], { start: 0, size: 10 }, asItIs)).toEqual({ shown: [] });
});
