import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { intervalOf, readDate, readQuantity, readScalar } from '../../../shared/query/scalar.ts';

const now = new Date('2026-03-31T12:34:56.789Z');

function interval(text: string): [string, string] {
  const date = readDate(text);
  if (!date) throw new Error(`"${text}" is no date.`);
  const { start, end } = intervalOf(date, now);
  return [new Date(start).toISOString(), new Date(end).toISOString()];
}

describe('a date covers as much time as it says', () => {
  test.each([
    ['2026', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2026-12', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['2026-01-01T10:30', '2026-01-01T10:30:00.000Z', '2026-01-01T10:31:00.000Z'],
    ['2026-01-01 10:30:05', '2026-01-01T10:30:05.000Z', '2026-01-01T10:30:06.000Z'],
    ['2026-01-01T10:30:05.5Z', '2026-01-01T10:30:05.500Z', '2026-01-01T10:30:05.501Z'],
    ['2026-01-01T10:30+01:00', '2026-01-01T09:30:00.000Z', '2026-01-01T09:31:00.000Z'],
    ['2026-01-01T10:30-0530', '2026-01-01T16:00:00.000Z', '2026-01-01T16:01:00.000Z'],
    ['now', '2026-03-31T12:34:56.789Z', '2026-03-31T12:34:56.790Z'],
    ['now-7d', '2026-03-24T12:34:56.789Z', '2026-03-24T12:34:56.790Z'],
    ['now-1d+2h', '2026-03-30T14:34:56.789Z', '2026-03-30T14:34:56.790Z'],
    ['now-1M', '2026-02-28T12:34:56.789Z', '2026-02-28T12:34:56.790Z'],
    ['now-1m', '2026-03-31T12:33:56.789Z', '2026-03-31T12:33:56.790Z'],
    ['Today', '2026-03-31T00:00:00.000Z', '2026-04-01T00:00:00.000Z'],
    ['yesterday', '2026-03-30T00:00:00.000Z', '2026-03-31T00:00:00.000Z'],
    ['today-1y', '2025-03-31T00:00:00.000Z', '2025-04-01T00:00:00.000Z'],
  ])('%s', (text, start, end) => {
    expect(interval(text)).toEqual([start, end]);
  });

  test('what no calendar shows is no date', () => {
    for (const text of [
      '2026-02-30',
      '2023-02-29',
      '2026-13',
      '2026-00',
      '0000',
      '2026-01-01T24:30',
      '2026-1-1',
      'now-',
      'soon',
    ]) {
      expect(readDate(text)).toBeUndefined();
    }
  });

  test('every day that JavaScript can print is read back', () => {
    const days = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (date) => {
        const text = date.toISOString();
        expect(interval(text)[0]).toBe(text);
        expect(interval(text.slice(0, 10))[0]).toBe(`${text.slice(0, 10)}T00:00:00.000Z`);
      }),
    );
  });

  test('no steps lead to a time that a clock cannot show', () => {
    expect(interval('now-9999y-9999y')[0]).toMatch(/^-\d{6}-/);
    expect(readDate('now-99999y')).toBeUndefined();
  });
});

describe('a number may carry a unit', () => {
  test.each([
    ['30', { value: 30 }],
    ['-1.5e3', { value: -1500 }],
    ['.5', { value: 0.5 }],
    ['600MB', { value: 600, unit: 'MB' }],
    ['30 kHz', { value: 30, unit: 'kHz' }],
    ['50%', { value: 50, unit: '%' }],
    ['37°C', { value: 37, unit: '°C' }],
    ['200 adu/mV', { value: 200, unit: 'adu/mV' }],
  ])('%s', (text, quantity) => {
    expect(readQuantity(text)).toEqual(quantity);
  });

  test('other texts are no numbers', () => {
    for (const text of ['V1', '', '1e999', '1,5', '1-2', 'Infinity', '89+'])
      expect(readQuantity(text)).toBeUndefined();
  });

  test('a year is a number and a date', () => {
    expect(readScalar('2026')).toMatchObject({ number: { value: 2026 }, date: { type: 'absolute' } });
    expect(readScalar('2026-01')).not.toHaveProperty('number');
    expect(readScalar('30')).not.toHaveProperty('date');
    expect(readScalar('old')).toBeUndefined();
  });
});
