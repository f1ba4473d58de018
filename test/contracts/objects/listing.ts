import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Objects } from '../../../shared/ports/objects.ts';
import { text } from './make.ts';
import type { ObjectsWorld } from './world.ts';

export function describeListing(world: () => ObjectsWorld): void {
  const put = async (keys: readonly string[]): Promise<void> => {
    await Promise.all(keys.map((key) => world().objects.put(key, text(key))));
  };
  const list = async (options: Parameters<Objects['list']>[0]) => {
    const { objects, prefixes, next } = await world().objects.list(options);
    return { keys: objects.map(({ key }) => key), prefixes, next };
  };

  describe('a listing', () => {
    test('of nothing is empty and has no next page', async () => {
      expect(await list({ prefix: '' })).toEqual({ keys: [], prefixes: [], next: undefined });
    });

    test('shows what head shows', async () => {
      await put(['a']);
      const { objects } = await world().objects.list({ prefix: '' });
      const { key, etag, size, modified, storageClass } = (await world().objects.head('a')) ?? {};
      expect(objects).toMatchObject([{ key, etag, size, modified, storageClass }]);
    });

    test('is in the order of UTF-8 bytes, which is not that of JavaScript', async () => {
      await put(['😀', '\uffee', 'é', 'z', 'Z', 'a/b', 'a', 'a-b']);
      const { keys } = await list({ prefix: '' });
      expect(keys).toEqual(['Z', 'a', 'a-b', 'a/b', 'z', 'é', '\uffee', '😀']);
    });

    test('shows keys with the prefix only, and the newest version only', async () => {
      await put(['s1/raw/a', 's1/raw/b', 's10/raw/a', 's1', 's2/raw/a', 's1/raw/a']);
      expect((await list({ prefix: 's1/' })).keys).toEqual(['s1/raw/a', 's1/raw/b']);
      expect((await list({ prefix: 's1' })).keys).toEqual(['s1', 's1/raw/a', 's1/raw/b', 's10/raw/a']);
      expect((await list({ prefix: 's3' })).keys).toEqual([]);
    });

    test('with a delimiter folds what lies deeper', async () => {
      await put(['s1/manifest.json', 's1/raw/a', 's1/raw/b', 's1/processed/x/y', 's2/raw/a', 'top']);
      expect(await list({ prefix: '', delimiter: '/' })).toEqual({ keys: ['top'], prefixes: ['s1/', 's2/'] });
      expect(await list({ prefix: 's1/', delimiter: '/' })).toEqual({
        keys: ['s1/manifest.json'],
        prefixes: ['s1/processed/', 's1/raw/'],
      });
    });

    test('has no next page when the last entry fills it', async () => {
      await put(['a', 'b']);
      expect(await list({ prefix: '', limit: 2 })).toEqual({ keys: ['a', 'b'], prefixes: [] });
      expect((await list({ prefix: '', limit: 1 })).next).toBeDefined();
    });

    test.each([0, -1, 1_001, 1.5])('has no page of %d', async (limit) => {
      await expect(list({ prefix: '', limit })).rejects.toThrow(RangeError);
    });

    test('may be cut into pages anywhere: together they show everything once, in order', async () => {
      const segment = fc.constantFrom('a', 'b', 'ab', 'é', '😀', '-', '0', '.x');
      const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
      const keys = fc
        .sample(fc.uniqueArray(key, { minLength: 40, maxLength: 40 }), { numRuns: 1, seed: 7 })
        .flat();
      await put(keys);

      const options = fc.record({
        limit: fc.integer({ min: 1, max: 9 }),
        delimiter: fc.constantFrom(undefined, '/' as const),
        prefix: fc.constantFrom('', 'a', 'a/', 'a/b', 'b/', '😀', 'nothing'),
      });
      await fc.assert(
        fc.asyncProperty(options, async ({ limit, delimiter, prefix }) => {
          const paged = await allPages({ prefix, limit, ...(delimiter && { delimiter }) });
          expect(paged).toEqual(expectedEntries(keys, prefix, delimiter));
        }),
        { numRuns: 40 },
      );
    });
  });

  /** Keys and folded prefixes of all pages, in the order in which a reader meets them. */
  async function allPages(options: Parameters<Objects['list']>[0] & { limit: number }): Promise<string[]> {
    const entries: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await list({ ...options, ...(after !== undefined && { after }) });
      const found = [...page.keys, ...page.prefixes].sort(byBytes);
      expect(found.length).toBeLessThanOrEqual(options.limit);
      entries.push(...found);
      if (page.next === undefined) return entries;
      after = page.next;
    }
  }
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function expectedEntries(keys: readonly string[], prefix: string, delimiter: '/' | undefined): string[] {
  const entries = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
      return cut < 0 ? key : key.slice(0, cut + 1);
    });
  return [...new Set(entries)].sort(byBytes);
}
