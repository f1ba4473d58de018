import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  humanBytes,
  humanCount,
  humanDuration,
  humanSeconds,
  humanTime,
  plural,
  printable,
} from '../../../../services/cli/output/human.ts';

describe('for people', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [8_449_999, '8.4 MB'],
    [9_960_000, '10 MB'],
    [600_000_000, '600 MB'],
    [999_600_000, '1.0 GB'],
    [28_800_000_000, '29 GB'],
    [5 * 1024 ** 4, '5.5 TB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(humanBytes(bytes)).toBe(text);
  });

  test.each([
    [0, '0 ms'],
    [340.4, '340 ms'],
    [999.6, '1.0 s'],
    [4_240, '4.2 s'],
    [59_960, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [3_600_000, '1 h'],
    [273_600_000, '3 d 4 h'],
  ])('%d milliseconds are %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });

  test.each([
    [0, '1 s'],
    [0.06, '1 s'],
    [58.2, '59 s'],
    [61, '1 min 1 s'],
  ])('%d seconds to come are %s', (seconds, text) => {
    expect(humanSeconds(seconds)).toBe(text);
  });

  test('no number of bytes and no duration is ever written with more than four digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (value) => {
        expect(humanBytes(value)).toMatch(/^(\d{1,4}|\d\.\d) [kMGTP]?B$/);
        expect(humanDuration(value)).toMatch(/^[\d.]+ (ms|s|min|h|d)( \d+ (s|min|h))?$/);
      }),
    );
  });

  test('counts have separators, and words their plural', () => {
    expect(humanCount(1234567)).toBe('1,234,567');
    expect([plural(0, 'file'), plural(1, 'file'), plural(2000, 'file')]).toEqual([
      '0 files',
      '1 file',
      '2,000 files',
    ]);
  });

  test('a time without a zone stays what it is, an instant is shown in local time', () => {
    expect(humanTime('2021-03-01T16:12:21.5')).toBe('2021-03-01 16:12:21');
    expect(humanTime('2021-03-01')).toBe('2021-03-01');
    expect(humanTime('nonsense')).toBe('nonsense');
    const instant = new Date(2026, 0, 2, 3, 4, 5);
    expect(humanTime(instant.toISOString())).toBe('2026-01-02 03:04:05');
    expect(humanTime('2026-99-99T00:00:00Z')).toBe('2026-99-99T00:00:00Z');
  });

  test('text from elsewhere loses every character that breaks lines or steers terminals', () => {
    expect(printable('a\tb\nc\x1b[2J\x07\u202e\u2028')).toBe('a b⏎c\\u001b[2J\\u0007\\u202e\\u2028');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
