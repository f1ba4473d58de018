import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cutToBytes,
  inferPair,
  inferScalar,
  MAX_EXACT_BYTES,
} from '../../../../shared/session/metadata/infer.ts';

const valueIn = (scalar: null | boolean | number | string) => inferScalar(scalar).value;

describe('a number', () => {
  test.each([
    ['24.6', 24.6],
    ['100000.0', 100_000],
    ['1e-5', 1e-5],
    ['-.5', -0.5],
    ['+7', 7],
    ['007', 7],
    [' 12 ', 12],
    ['5.', 5],
    ['1.173381773872e+12', 1_173_381_773_872],
  ])('is read from %j', (text, num) => {
    expect(inferScalar(text)).toEqual({ value: { text: text.trim(), num } });
  });

  test('stays one', () => {
    expect(inferScalar(23.7)).toEqual({ value: { text: '23.7', num: 23.7 } });
    expect(inferScalar(0)).toEqual({ value: { text: '0', num: 0 } });
  });

  test.each([
    '89+',
    '1,5',
    '1,000',
    '0x1F',
    '12:30',
    '1-2',
    '2D',
    '3 mice',
    '.',
    '+',
    '1e',
    'e5',
    '--1',
    'V1',
    '10.1000/x',
  ])('%j is none', (text) => {
    expect(inferScalar(text)).toEqual({ value: { text } });
  });

  test('that a double would change stays text', () => {
    expect(inferScalar('9007199254740991')).toEqual({
      value: { text: '9007199254740991', num: 9007199254740991 },
    });
    expect(inferScalar('9007199254740993')).toEqual({ value: { text: '9007199254740993' } });
    expect(inferScalar('-12345678901234567890')).toEqual({ value: { text: '-12345678901234567890' } });
  });

  test.each(['NaN', 'Infinity', '-Infinity', 'inf', '-INF', '1e999'])(
    '%j is quarantined, its text kept',
    (text) => {
      expect(inferScalar(text)).toEqual({
        value: { text },
        problem: { code: 'not-finite', reason: expect.stringContaining(text) },
      });
    },
  );

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%p is quarantined', (num) => {
    expect(inferScalar(num)).toMatchObject({ value: { text: String(num) }, problem: { code: 'not-finite' } });
  });
});

describe('a number with a unit', () => {
  test.each([
    ['350 (Hz)', 350, 'Hz'],
    ['350 [Hz]', 350, 'Hz'],
    ['500 Hz', 500, 'Hz'],
    ['5mV', 5, 'mV'],
    ['1.5e3 µm', 1500, 'µm'],
    ['10 kΩ', 10, 'kΩ'],
    ['37°C', 37, '°C'],
    ['50%', 50, '%'],
    ['200 adu/mV', 200, 'adu/mV'],
    ['9.81 m/s^2', 9.81, 'm/s^2'],
    ['3T', 3, 'T'],
    ['12 weeks', 12, 'weeks'],
    ['-70 mV', -70, 'mV'],
    ['30 kS/s', 30, 'kS/s'],
    ['80 mmHg', 80, 'mmHg'],
    ['5 mm²', 5, 'mm²'],
  ])('is read from %j', (text, num, unit) => {
    expect(inferScalar(text)).toEqual({ value: { text, num, unit } });
  });

  test.each([
    '5 pm',
    '2D',
    '3B',
    '1H',
    '5 (left)',
    '1st',
    '10x',
    '4 electrodes',
    '5 Hz or so',
    '7 T/8 V/1 A/2 K/3 m',
  ])('%j is text', (text) => {
    expect(inferScalar(text)).toEqual({ value: { text } });
  });

  test('comes as a pair too', () => {
    expect(inferPair(2.5e-5, 'm')).toEqual({ text: '0.000025 m', num: 2.5e-5, unit: 'm' });
    expect(inferPair('30000', 'Hz')).toEqual({ text: '30000 Hz', num: 30000, unit: 'Hz' });
  });

  test.each([
    [3, 'left'],
    ['a', 'm'],
    ['5 mV', 's'],
    [null, 'm'],
    [1, 2],
    [Number.NaN, 'm'],
  ])('is not made of %j and %j', (first, second) => {
    expect(inferPair(first, second)).toBeUndefined();
  });
});

describe('a date', () => {
  test.each([
    ['2017-06-10T00:00:00-05:00', '2017-06-10T05:00:00.000Z'],
    ['2023-04-25 12:28:32.087930-04:00', '2023-04-25T16:28:32.087Z'],
    ['2017-04-15T12:00:00Z', '2017-04-15T12:00:00.000Z'],
    ['2017-04-15T12:00:00', '2017-04-15T12:00:00.000Z'],
    ['2017-04-15 12:00', '2017-04-15T12:00:00.000Z'],
    ['2017-04-15 12:00:00 UTC', '2017-04-15T12:00:00.000Z'],
    ['2017-04-15T12:00:00+0530', '2017-04-15T06:30:00.000Z'],
    ['2017-04-15', '2017-04-15T00:00:00.000Z'],
    ['2017/04/15 9:05', '2017-04-15T09:05:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['20210301_161221', '2021-03-01T16:12:21.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('is read from %j', (text, date) => {
    expect(inferScalar(text)).toEqual({ value: { text, date } });
  });

  test.each([
    '12:30:05',
    '01/02/2021',
    '1.2.2021',
    '2021-03',
    '2021-3-1',
    '20210301',
    '2021-03/01',
    'v2021-03-01',
    '12345-67-89',
  ])('%j is none', (text) => {
    expect(inferScalar(text)).not.toHaveProperty('value.date');
    expect(inferScalar(text)).not.toHaveProperty('problem');
  });

  test.each([
    ['2021-02-29', 'impossible-date'],
    ['2021-13-01', 'impossible-date'],
    ['2021-03-01T24:00:00', 'impossible-date'],
    ['2021-03-01T12:60', 'impossible-date'],
    ['2021-03-01T12:00+24:00', 'impossible-date'],
    ['20210229_161221', 'impossible-date'],
    ['0000-01-01', 'date-out-of-range'],
    ['12021-01-01', 'date-out-of-range'],
    ['-2021-01-01', 'date-out-of-range'],
    ['0001-01-01T00:00:00+01:00', 'date-out-of-range'],
    ['9999-12-31T23:59:59-01:00', 'date-out-of-range'],
  ])('%j is quarantined as %s, its text kept', (text, code) => {
    expect(inferScalar(text)).toEqual({ value: { text }, problem: expect.objectContaining({ code }) });
  });

  test('is the same moment however it is written', () => {
    const date = fc.date({
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, fc.integer({ min: -14 * 60, max: 14 * 60 }), (moment, offset) => {
        const local = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) =>
          String(n).padStart(2, '0'),
        );
        const text = `${local}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
        expect(valueIn(text)?.date).toBe(moment.toISOString());
      }),
    );
  });
});

describe('other scalars', () => {
  test.each([null, '', '  ', 'n/a', 'N/A', 'nan', 'NAN', 'null'])('%j says nothing', (scalar) => {
    expect(inferScalar(scalar)).toEqual({});
  });

  test.each([
    [true, { text: 'true', bool: true }],
    ['False', { text: 'False', bool: false }],
    ['yes', { text: 'yes' }],
    ['none', { text: 'none' }],
    ['NA', { text: 'NA' }],
    ['Marta', { text: 'Marta' }],
  ])('%j is %j', (scalar, value) => {
    expect(inferScalar(scalar)).toEqual({ value });
  });

  test('a text too long to be matched exactly keeps all its words, and is marked', () => {
    const text = 'µ'.repeat(20_000);
    expect(inferScalar(text)).toEqual({
      value: { text, exact: 'µ'.repeat(16_383) },
      problem: expect.objectContaining({ code: 'text-too-long' }),
    });
    expect(inferScalar('x'.repeat(MAX_EXACT_BYTES))).not.toHaveProperty('problem');
    expect(inferScalar('x'.repeat(MAX_EXACT_BYTES + 1))).toHaveProperty('problem');
  });
});

describe('inferScalar', () => {
  test('keeps the text of whatever it is given, and gives only what an index takes', () => {
    const digits = fc
      .array(fc.constantFrom(...'0123456789-+:.T eEZ/()µHznaif_'), { maxLength: 30 })
      .map((chars) => chars.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), digits), (text) => {
        const { value } = inferScalar(text);
        expect(value?.text ?? '').toBe(value ? text.trim() : '');
        if (value?.num !== undefined) expect(Number.isFinite(value.num)).toBe(true);
        if (value?.date !== undefined)
          expect(value.date).toMatch(/^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }),
      { numRuns: 1000 },
    );
  });

  test('cuts no character in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 40 }), (text, bytes) => {
        const cut = cutToBytes(text, bytes);
        expect(text.startsWith(cut) && cut.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
        const next = String.fromCodePoint(text.codePointAt(cut.length) ?? 0x20);
        if (cut !== text) expect(Buffer.byteLength(cut + next)).toBeGreaterThan(bytes);
      }),
    );
  });
});
