import { describe, expect, test } from '@jest/globals';
import { read, text } from './make.ts';
import { expectRefusal } from './refusals.ts';
import type { ObjectsWorld } from './world.ts';

const UNUSUAL = [
  'a',
  'a/b',
  'a/b/c',
  'A',
  'A/b',
  'with space/ leading and trailing ',
  'percent%20/%2e%2e/%+/100%',
  'tilde~/file~1',
  'quotes"\'`/<angle>|pipe?*:\\back',
  'plus+and&equals=#hash;semi,comma',
  'dots/.hidden/..two/end.',
  'Größe/日本語/😀.dat',
  'nfc-é',
  'nfd-e\u0301',
  `${'long'.repeat(60)}/${'n'.repeat(255)}.dat`,
  'k'.repeat(1_024),
  '😀'.repeat(256),
  'CON/nul.txt',
  '-rf/--help',
  '$HOME/$(id)',
];

const INVALID = [
  '',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  'a/../b',
  './a',
  'a\0b',
  'a\nb',
  'a\u007f',
  'lone \ud800 surrogate',
  'k'.repeat(1_025),
  '😀'.repeat(257),
];

export function describeKeys(world: () => ObjectsWorld): void {
  describe('keys', () => {
    test('of every kind live side by side and are listed as they were given', async () => {
      const { objects } = world();
      for (const key of UNUSUAL) await objects.put(key, text(key), { ifNoneMatch: '*' });
      for (const key of UNUSUAL) expect(await read(objects, key)).toEqual(text(key));
      const { objects: listed } = await objects.list({ prefix: '' });
      expect(listed.map(({ key }) => key).sort()).toEqual([...UNUSUAL].sort());
    });

    test('of every kind can be signed', async () => {
      const { objects, fetchAddress } = world();
      for (const key of UNUSUAL) {
        await objects.put(key, text(key));
        const fetched = await fetchAddress(await objects.signGet(key, { expiresIn: 60 }));
        expect(fetched).toMatchObject({ status: 200, body: Buffer.from(key) });
      }
    });

    test.each(INVALID.map((key) => [JSON.stringify(key).slice(0, 40), key]))('refuses %s', async (_, key) => {
      const { objects } = world();
      const announced = { size: 1, crc32: '00000000', expiresIn: 60 };
      await expectRefusal(objects.put(key, text('x')), 'InvalidKey');
      await expectRefusal(objects.head(key), 'InvalidKey');
      await expectRefusal(objects.get(key), 'InvalidKey');
      await expectRefusal(objects.signPut(key, announced), 'InvalidKey');
      await expectRefusal(objects.signGet(key, { expiresIn: 60 }), 'InvalidKey');
      await expectRefusal(objects.createUpload(key, { partSize: 5 * 1024 ** 2 }), 'InvalidKey');
      await expectRefusal(objects.remove(key), 'InvalidKey');
    });
  });
}
