import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  etagOfVersion,
  timeOfVersion,
  versionIds,
} from '../../../../../shared/clients/local/objects/version-ids.ts';

describe('version ids', () => {
  test('sort in the order in which they were made, also when the clock stands still or goes back', () => {
    const times = fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(times, (times) => {
        let now = 0;
        const next = versionIds({ now: () => now, wait: async () => undefined });
        const ids = times.flatMap((time) => {
          now = time;
          return [next(), next()];
        });
        expect(ids).toEqual([...new Set(ids)].sort());
      }),
    );
  });

  test('do not run out within a millisecond', () => {
    const next = versionIds({ now: () => 5, wait: async () => undefined });
    const ids = Array.from({ length: 70_000 }, next);
    expect(ids.every((id, i) => i === 0 || id > (ids[i - 1] ?? ''))).toBe(true);
    expect(new Set(ids.map((id) => id.length))).toEqual(new Set([24]));
  });

  test('tell when they were made', () => {
    const now = Date.UTC(2026, 2, 1);
    expect(timeOfVersion(versionIds({ now: () => now, wait: async () => undefined })())).toBe(now);
  });

  test('cannot be taken for ETags', () => {
    expect(etagOfVersion('0019b7')).not.toContain('0019b7');
    expect(etagOfVersion('0019b7')).not.toBe(etagOfVersion('0019b8'));
  });
});
