import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Cursor, checkPageSize, decodeCursor, encodeCursor } from '../../../services/search/page.ts';

const cursor: Cursor = { v: 1, query: 'digest', after: [1_767_225_600_000, 'marta-ecg'], pointInTime: 'abc' };
const refusal = {
  name: 'Refusal',
  code: 'request-invalid',
  place: expect.objectContaining({ field: '?after' }),
};

describe('the place in the pages', () => {
  test('comes back as it was given out', () => {
    expect(encodeCursor(cursor)).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(decodeCursor(encodeCursor(cursor), 'digest')).toEqual(cursor);
  });

  test('of another query is refused', () => {
    expect(() => decodeCursor(encodeCursor(cursor), 'other')).toThrow(expect.objectContaining(refusal));
  });

  test.each([
    ['text', 'x'],
    ['', ''],
    ['null', null],
    ['another version', { ...cursor, v: 2 }],
    ['more than we wrote', { ...cursor, index: 'secrets' }],
    ['other sort values', { ...cursor, after: ['x', { $ne: 1 }] }],
  ])('with %s in it is refused', (_, value) => {
    const text = Buffer.from(JSON.stringify(value)).toString('base64url');
    expect(() => decodeCursor(text, 'digest')).toThrow(expect.objectContaining(refusal));
  });

  test('of any other text is refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => decodeCursor(text, 'digest')).toThrow(expect.objectContaining(refusal));
      }),
    );
  });
});

test('a page has 1 to 1,000 sessions', () => {
  expect([1, 1000].map(checkPageSize)).toEqual([1, 1000]);
  for (const size of [0, 1001, 1.5, Number.NaN]) {
    expect(() => checkPageSize(size)).toThrow(
      expect.objectContaining({ code: 'request-invalid', place: { field: '?limit' } }),
    );
  }
});
