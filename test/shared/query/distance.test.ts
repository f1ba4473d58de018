import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editDistance } from '../../../shared/query/distance.ts';

describe('edit distance', () => {
  test.each([
    ['and', 'and', 0],
    ['adn', 'and', 1],
    ['nd', 'and', 1],
    ['andd', 'and', 1],
    ['amd', 'and', 1],
    ['region', 'regoin', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
  ])('%s and %s differ by %i', (a, b, distance) => {
    expect(editDistance(a, b, 5)).toBe(distance);
  });

  test('is the same in both directions, and counts no further than asked', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 8 }), (a, b, limit) => {
        const distance = editDistance(a, b, 20);
        expect(editDistance(b, a, 20)).toBe(distance);
        expect(editDistance(a, b, limit)).toBe(Math.min(distance, limit + 1));
      }),
    );
  });
});
