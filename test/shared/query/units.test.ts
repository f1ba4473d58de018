import { describe, expect, test } from '@jest/globals';
import { baseUnitOf, byteFactorOf } from '../../../shared/query/units.ts';

describe('units of one kind share a base', () => {
  test.each([
    ['Hz', 'Hz', 1],
    ['kHz', 'Hz', 1000],
    ['mV', 'V', 1e-3],
    ['MV', 'V', 1e6],
    ['\u00b5s', 's', 1e-6],
    ['\u03bcs', 's', 1e-6],
    ['us', 's', 1e-6],
    ['min', 's', 60],
    ['hours', 's', 3600],
    ['mm', 'm', 1e-3],
    ['\u2126', '\u03a9', 1],
    ['kΩ', 'Ω', 1000],
    ['mM', 'M', 1e-3],
    ['mmol', 'mol', 1e-3],
    ['kB', 'B', 1000],
    ['MiB', 'B', 1_048_576],
    ['degC', '°C', 1],
  ])('%s', (unit, base, factor) => {
    expect(baseUnitOf(unit)).toEqual({ base, factor });
  });

  test('what is not known is its own, prefix and all', () => {
    for (const unit of ['adu/mV', 'bpm', 'dB', 'mmHg', 'constructor'])
      expect(baseUnitOf(unit)).toEqual({ base: unit, factor: 1 });
  });
});

test('sizes are read in any letter case', () => {
  expect(['B', 'mb', 'MB', 'GiB', 'gib', 'bytes'].map(byteFactorOf)).toEqual([
    1,
    1e6,
    1e6,
    2 ** 30,
    2 ** 30,
    1,
  ]);
  expect(['m', 'Mbit', ''].map(byteFactorOf)).toEqual([undefined, undefined, undefined]);
});
