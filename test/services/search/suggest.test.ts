import { describe, expect, test } from '@jest/globals';
import { nearestKeys } from '../../../services/search/suggest.ts';

const KEYS = [
  'subject.name',
  'subject.age',
  'SamplingFrequency',
  'sampling_frequency',
  'region',
  'ecg.lead',
  'recorded_at',
  'TaskName',
];

describe('the key that was probably meant', () => {
  test.each([
    ['regoin', ['region']],
    ['Region_', ['region']],
    ['samplng frequency', ['SamplingFrequency']],
    ['sampling', ['SamplingFrequency']],
    ['agee', ['subject.age']],
    ['subject.nmae', ['subject.name']],
    ['laed', ['ecg.lead']],
    ['recordedat', ['recorded_at']],
    ['colour', []],
    ['x', []],
  ])('%s', (asked, meant) => {
    expect(nearestKeys(asked, KEYS)).toEqual(meant);
  });

  test('is one of three at most', () => {
    expect(nearestKeys('run', ['run1', 'run2', 'run3', 'run4'])).toHaveLength(3);
  });
});
