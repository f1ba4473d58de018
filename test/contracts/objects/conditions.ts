import { describe, expect, test } from '@jest/globals';
import { read, text } from './make.ts';
import { expectRefusal, refusals } from './refusals.ts';
import type { ObjectsWorld } from './world.ts';

const WRITERS = 8;

export function describeConditions(world: () => ObjectsWorld): void {
  describe('writing once', () => {
    test('refuses a second writer and keeps what the first wrote', async () => {
      const { objects } = world();
      await objects.put('a', text('first'), { ifNoneMatch: '*' });
      await expectRefusal(objects.put('a', text('second'), { ifNoneMatch: '*' }), 'PreconditionFailed');
      expect(await read(objects, 'a')).toEqual(text('first'));
    });

    test('lets exactly one of several at the same time through', async () => {
      const { objects, another } = world();
      const writers = Array.from({ length: WRITERS }, (_, i) =>
        (i % 2 ? objects : another).put('a', text(`writer ${i}`), { ifNoneMatch: '*' }),
      );
      const results = await Promise.allSettled(writers);
      const winner = results.findIndex(({ status }) => status === 'fulfilled');
      const refused = refusals(results);
      expect(refused).toHaveLength(WRITERS - 1);
      for (const code of refused) expect(['PreconditionFailed', 'Conflict']).toContain(code);
      expect(await read(objects, 'a')).toEqual(text(`writer ${winner}`));
    });

    test('is possible again after removal', async () => {
      const { objects } = world();
      await objects.put('a', text('first'), { ifNoneMatch: '*' });
      await objects.remove('a');
      await objects.put('a', text('second'), { ifNoneMatch: '*' });
      expect(await read(objects, 'a')).toEqual(text('second'));
    });
  });

  describe('compare-and-set', () => {
    test('replaces only what was read', async () => {
      const { objects } = world();
      const first = await objects.put('a', text('1'));
      await objects.put('a', text('2'), { ifMatch: first.etag });
      await expectRefusal(objects.put('a', text('3'), { ifMatch: first.etag }), 'PreconditionFailed');
      expect(await read(objects, 'a')).toEqual(text('2'));
    });

    test('refuses where there is nothing to compare with', async () => {
      const { objects } = world();
      const { etag } = await objects.put('a', text('1'));
      await expectRefusal(objects.put('b', text('1'), { ifMatch: etag }), 'PreconditionFailed');
      await objects.remove('a');
      await expectRefusal(objects.put('a', text('2'), { ifMatch: etag }), 'PreconditionFailed');
    });

    test('loses no step of several that count at the same time', async () => {
      const { objects, another } = world();
      await objects.put('count', text('0'));
      const increment = async (client: ObjectsWorld['objects']): Promise<void> => {
        for (;;) {
          const { attributes, chunks } = await client.get('count');
          const count = Number(await new Response(ReadableStream.from(chunks)).text());
          const next = client.put('count', text(String(count + 1)), { ifMatch: attributes.etag });
          const [code] = refusals(await Promise.allSettled([next]));
          if (code === undefined) return;
          expect(['PreconditionFailed', 'Conflict']).toContain(code);
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, (_, i) => increment(i % 2 ? objects : another)));
      expect(await read(objects, 'count')).toEqual(text(String(WRITERS)));
    });
  });

  describe('removal', () => {
    test('of what is not there is no error', async () => {
      await world().objects.remove('nothing');
    });

    test('with an ETag removes only that', async () => {
      const { objects } = world();
      const first = await objects.put('a', text('1'));
      const second = await objects.put('a', text('2'));
      await expectRefusal(objects.remove('a', { ifMatch: first.etag }), 'PreconditionFailed');
      expect(await read(objects, 'a')).toEqual(text('2'));
      await objects.remove('a', { ifMatch: second.etag });
      expect(await objects.head('a')).toBeUndefined();
    });
  });
}
