import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Cursor, checkPageSize, decodeCursor, encodeCursor } from '../../../services/search/page.ts';
import { ObjectsQuerySchema } from '../../../shared/api/sessions.ts';
import { check } from '../../../shared/schema/validate.ts';

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

  test('inside a session comes back as well', () => {
    const inside = { ...cursor, from: 99_999 };
    expect(decodeCursor(encodeCursor(inside), 'digest')).toEqual(inside);
  });

  test('fits the address of a request, however long a point in time is', () => {
    const longest: Cursor = {
      v: 1,
      query: 'x'.repeat(43),
      after: [-62_135_596_800_000, 'x'.repeat(128)],
      pointInTime: 'x'.repeat(5800),
      from: 99_999,
    };
    const after = encodeCursor(longest);
    expect(decodeCursor(after, longest.query)).toEqual(longest);
    expect(check(ObjectsQuerySchema, { after })).toMatchObject({ ok: true });
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
    ['a place before the first file', { ...cursor, from: -1 }],
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
