import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keySuffixes, normalizeKey } from '../../../../shared/session/metadata/key.ts';

describe('normalizeKey', () => {
  test.each([
    'SamplingFrequency',
    'sampling_frequency',
    'sampling frequency',
    'sampling-Frequency',
    'SAMPLING__FREQUENCY',
  ])('%s is samplingfrequency', (key) => {
    expect(normalizeKey(key)).toBe('samplingfrequency');
  });

  test.each([
    ['Subject.Birth_Date', 'subject.birthdate'],
    ['_id', 'id'],
    ['@type', '@type'],
    ['$date', '$date'],
    ['_', '_'],
    ['a._.b', 'a._.b'],
    ['gain (μV)', normalizeKey('gain (µV)')],
    ['J\u030c', '\u01f0'],
    ['', ''],
  ])('%j is %j', (key, normalized) => {
    expect(normalizeKey(key)).toBe(normalized);
  });

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        expect(normalizeKey(normalizeKey(key))).toBe(normalizeKey(key));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('keySuffixes', () => {
  test('are all ends of a key, so that a query may leave out where it stands', () => {
    expect(keySuffixes('a.Subject.Age_')).toEqual(['a.subject.age', 'subject.age', 'age']);
    expect(keySuffixes('age')).toEqual(['age']);
  });

  test('stay few for a path without end', () => {
    const key = Array(200).fill('a').join('.');
    const suffixes = keySuffixes(key);
    expect(suffixes).toHaveLength(9);
    expect(suffixes[0]).toBe(key);
    expect(suffixes[1]).toBe('a.a.a.a.a.a.a.a');
    expect(suffixes.at(-1)).toBe('a');
  });
});
