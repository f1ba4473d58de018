import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkFilter } from '../../../../../shared/clients/check-filter.ts';
import { type Attributes, attributesOf, matches } from '../../../../../shared/clients/local/bus/filter.ts';
import type { FilterCondition, FilterPolicy } from '../../../../../shared/ports/bus.ts';
import { event } from '../../../../make.ts';

// Few names and short words, so that policies and attributes meet often.
const word = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 });
const words = fc.array(word, { minLength: 1, maxLength: 3 });
const prefix = word.filter((text) => text !== '');
const name = fc.constantFrom('type', 'source', 'subject', 'constructor', '__proto__');
const condition: fc.Arbitrary<FilterCondition> = fc.oneof(
  word,
  prefix.map((start) => ({ prefix: start })),
  words.map((list) => ({ 'anything-but': list })),
  fc.boolean().map((exists) => ({ exists })),
);
const conditions = fc.array(condition, { minLength: 1, maxLength: 2 });
const policy: fc.Arbitrary<FilterPolicy> = fc.dictionary(name, conditions, { maxKeys: 5 });
const attributes: fc.Arbitrary<Attributes> = fc.dictionary(name, word);

describe('a filter policy', () => {
  test.each<[string, FilterPolicy, boolean]>([
    ['nothing', {}, true],
    ['the very type', { type: ['SessionMigrated'] }, true],
    ['another type', { type: ['SessionIndexed'] }, false],
    ['one of two types', { type: ['SessionIndexed', 'SessionMigrated'] }, true],
    ['the beginning of the source', { source: [{ prefix: '/services/' }] }, true],
    ['another beginning', { source: [{ prefix: '/devices/' }] }, false],
    ['anything but another type', { type: [{ 'anything-but': ['SessionIndexed'] }] }, true],
    ['anything but this type', { type: [{ 'anything-but': ['SessionIndexed', 'SessionMigrated'] }] }, false],
    ['anything but a word, of an attribute that is absent', { other: [{ 'anything-but': ['a'] }] }, false],
    ['that an attribute is there', { subject: [{ exists: true }] }, true],
    ['that an attribute is absent', { subject: [{ exists: false }] }, false],
    ['that an unknown attribute is absent', { other: [{ exists: false }] }, true],
    [
      'two attributes of which one differs',
      { type: ['SessionMigrated'], source: ['/services/index'] },
      false,
    ],
  ])('that asks for %s', (_, asked, expected) => {
    expect(matches(asked, attributesOf(event()))).toBe(expected);
  });

  test('sees no subject in an event without one', () => {
    const { subject: _, ...rest } = event();
    expect(attributesOf(rest)).toEqual({ type: rest.type, source: rest.source });
  });

  test('needs every one of its names', () => {
    fc.assert(
      fc.property(policy, attributes, (whole, given) => {
        const each = Object.entries(whole).map(([key, list]) => matches({ [key]: list }, given));
        expect(matches(whole, given)).toBe(each.every(Boolean));
      }),
    );
  });

  test('needs any one of the conditions under a name', () => {
    fc.assert(
      fc.property(name, conditions, attributes, (key, list, given) => {
        const each = list.map((one) => matches({ [key]: [one] }, given));
        expect(matches({ [key]: list }, given)).toBe(each.some(Boolean));
      }),
    );
  });

  test('that excepts words takes the values that are there and are none of them', () => {
    fc.assert(
      fc.property(name, words, attributes, (key, list, given) => {
        const excepting = matches({ [key]: [{ 'anything-but': list }] }, given);
        const there = matches({ [key]: [{ exists: true }] }, given);
        expect(excepting).toBe(there && !matches({ [key]: list }, given));
      }),
    );
  });

  test('that asks for a beginning takes what goes on from it, and nothing else', () => {
    fc.assert(
      fc.property(name, prefix, word, (key, start, value) => {
        const goesOn = value.slice(0, start.length) === start;
        expect(matches({ [key]: [{ prefix: start }] }, { [key]: value })).toBe(goesOn);
        expect(matches({ [key]: [{ prefix: start }] }, { [key]: start + value })).toBe(true);
      }),
    );
  });

  test('takes an attribute as either there or absent', () => {
    fc.assert(
      fc.property(name, attributes, (key, given) => {
        const there = matches({ [key]: [{ exists: true }] }, given);
        expect(there).toBe(Object.keys(given).includes(key));
        expect(matches({ [key]: [{ exists: false }] }, given)).toBe(!there);
      }),
    );
  });

  test('is taken when SNS would take it', () => {
    fc.assert(fc.property(policy, (one) => expect(() => checkFilter(one)).not.toThrow()));
  });

  test.each<[string, unknown]>([
    ['six names', { a: ['x'], b: ['x'], c: ['x'], d: ['x'], e: ['x'], f: ['x'] }],
    ['more than 150 combinations', { a: Array(13).fill('x'), b: Array(12).fill('x') }],
    ['an empty list', { type: [] }],
    ['no list', { type: 'SessionMigrated' }],
    ['an unknown operator', { type: [{ suffix: 'ed' }] }],
    ['two operators at once', { type: [{ prefix: 'S', exists: true }] }],
    ['an operator without a name', { type: [{}] }],
    ['an empty beginning', { type: [{ prefix: '' }] }],
    ['anything but nothing', { type: [{ 'anything-but': [] }] }],
    ['anything but a number', { type: [{ 'anything-but': [1] }] }],
    ['a presence that is no boolean', { type: [{ exists: 'yes' }] }],
    ['a number', { type: [7] }],
    ['null', { type: [null] }],
  ])('is refused with %s', (_, bad) => {
    // From a file it could come like this.
    const read: FilterPolicy = JSON.parse(JSON.stringify(bad));
    expect(() => checkFilter(read)).toThrow(expect.objectContaining({ name: 'BusError', code: 'BadFilter' }));
  });
});
