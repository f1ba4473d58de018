import { describe, expect, test } from '@jest/globals';
import { parseRange } from '../../../../../shared/clients/local/objects/range-header.ts';

describe('a Range header', () => {
  test.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=10-19', { start: 10, end: 19 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=90-1000', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
  ])('%s asks for bytes of 100', (header, range) => {
    expect(parseRange(header, 100)).toEqual(range);
  });

  test.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=5-2', 'bytes=0-1,5-6', 'lines=0-1', 'bytes=a-b'])(
    '%s is ignored',
    (header) => {
      expect(parseRange(header, 100)).toBeUndefined();
    },
  );

  test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('%s has no byte of 100', (header) => {
    expect(() => parseRange(header, 100)).toThrow(expect.objectContaining({ code: 'BadRange' }));
  });
});
