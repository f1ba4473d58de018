import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  MAX_FILE_BYTES,
  MAX_PARTS,
  partBytes,
  partCount,
  partSizeFor,
} from '../../../shared/session/parts.ts';

const MIB = 1024 * 1024;

test('parts have 8 MiB as long as 10,000 of them are enough', () => {
  expect(partSizeFor(600 * 1000 * 1000)).toBe(8 * MIB);
  expect(partSizeFor(80_000 * MIB)).toBe(8 * MIB);
  expect(partSizeFor(80_000 * MIB + 1)).toBe(9 * MIB);
});

test('a file of no bytes has one part of no bytes', () => {
  expect([partCount(0), partBytes(0, 1)]).toEqual([1, 0]);
});

test('the parts of any file cover it exactly, and there are never too many', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: MAX_FILE_BYTES }), (size) => {
      const count = partCount(size);
      expect(count).toBeLessThanOrEqual(MAX_PARTS);
      expect((count - 1) * partSizeFor(size) + partBytes(size, count)).toBe(size);
      expect(partBytes(size, count)).toBeGreaterThan(0);
      expect(partBytes(size, count)).toBeLessThanOrEqual(partSizeFor(size));
    }),
  );
});
