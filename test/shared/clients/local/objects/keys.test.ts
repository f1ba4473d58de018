import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keyOfPath, pathOfKey } from '../../../../../shared/clients/local/objects/keys.ts';
import { checkKey } from '../../../../../shared/ports/object-limits.ts';

const isKey = (key: string): boolean => {
  try {
    checkKey(key);
    return true;
  } catch {
    return false;
  }
};

/** Keys with much of what could confuse a path. */
const unit = fc.oneof(
  fc.constantFrom(
    'a',
    'A',
    '/',
    '~',
    '%',
    '%41',
    '%+',
    '.',
    ' ',
    ':',
    '\\',
    'é',
    'e\u0301',
    '😀',
    'x'.repeat(210),
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const key = fc
  .array(unit, { minLength: 1, maxLength: 20 })
  .map((units) => units.join(''))
  .filter(isKey);

describe('the path of a key', () => {
  test('is one that people recognise', () => {
    expect(pathOfKey('s1/raw/2026 03/ECG 1.dat', 'v1')).toBe('s1/raw/2026 03/ECG 1.dat~v1');
  });

  test('leads back to the key, whatever it is made of', () => {
    fc.assert(
      fc.property(key, (key) => {
        expect(keyOfPath(pathOfKey(key, '0019b'))).toEqual({ key, version: '0019b' });
      }),
    );
  });

  test('has names that every file system takes', () => {
    fc.assert(
      fc.property(key, (key) => {
        for (const name of pathOfKey(key, 'v'.repeat(24)).split('/')) {
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
          expect(name).not.toMatch(/^\.{0,2}$|[<>:"\\|?*]|[. ]$/);
        }
      }),
    );
  });

  test('of one version is no folder on the way to another', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(pathOfKey(`${a}/${b}`, 'v2').startsWith(`${pathOfKey(a, 'v1')}/`)).toBe(false);
      }),
    );
  });

  test.each(['notes.txt', 'a%7Eb~v1', 'a b ~v1/x', 'a~b~v1', '~v1', '.DS_Store', 'a%GG~v1', 'a%C3~v1'])(
    'is not %s: no key has that',
    (path) => {
      expect([undefined, path]).toContain(
        ((found) => found && pathOfKey(found.key, found.version))(keyOfPath(path)),
      );
    },
  );
});
