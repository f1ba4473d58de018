import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SMS_SEPTETS, septetsOf, smsText, toGsm } from '../../../services/notify/sms.ts';

describe('a text in the alphabet of telephones', () => {
  test.each([
    ['plain text, 100 % of it: a_b/c-d (e) @ f', 'plain text, 100 % of it: a_b/c-d (e) @ f'],
    ['Größe señal øre', 'Größe señal øre'],
    ['Größe', 'Größe'],
    ['façade château naïve', 'facade chateau naive'],
    ['“quoted” – it’s…', '"quoted" - it\'s...'],
    ['心電図 😀', '??? ?'],
    ['{a}[b]~c|d\\e^f€', '{a}[b]~c|d\\e^f€'],
    ['two\nlines', 'two?lines'],
  ])('%j is %j', (text, expected) => {
    expect(toGsm(text)).toBe(expected);
  });

  test('counts what telephones write with two signs as two', () => {
    expect(septetsOf('abc')).toBe(3);
    expect(septetsOf('{a}€')).toBe(7);
  });

  test('stays as it is when it is brought into the alphabet again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(toGsm(toGsm(text))).toBe(toGsm(text));
      }),
    );
  });
});

describe('one SMS', () => {
  const id = 'msg-0123456789abcdef';
  const room = SMS_SEPTETS - id.length - 3;

  test('takes the richest variant that fits with the id', () => {
    expect(smsText(['x'.repeat(room), 'poor'], id)).toBe(`${'x'.repeat(room)} (${id})`);
    expect(smsText(['x'.repeat(room + 1), 'poor'], id)).toBe(`poor (${id})`);
    expect(smsText(['{'.repeat(room / 2 + 1), 'poor'], id)).toBe(`poor (${id})`);
  });

  test('becomes longer than one rather than to lose what it is about', () => {
    expect(smsText(['x'.repeat(300), 'y'.repeat(200)], id)).toBe(`${'y'.repeat(200)} (${id})`);
  });
});
