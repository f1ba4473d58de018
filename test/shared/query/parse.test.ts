import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { QueryError } from '../../../shared/query/errors.ts';
import { parseQuery } from '../../../shared/query/parse.ts';
import { printQuery } from '../../../shared/query/print.ts';
import type { Query } from '../../../shared/query/tree.ts';
import { queries, withoutSpans } from './trees.ts';

const parse = (text: string): Query => withoutSpans(parseQuery(text));

function errorOf(text: string): QueryError {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`"${text}" was parsed.`);
}

const word = (text: string) => ({ type: 'word', text });
const anywhere = (...texts: string[]) => ({ type: 'anywhere', terms: texts.map(word) });
const field = (key: string, ...texts: string[]) => ({
  type: 'field',
  key,
  value: { type: 'terms', terms: texts.map(word) },
});

describe('a query is read as', () => {
  test.each<[string, object]>([
    ['', { type: 'everything' }],
    ['  \t ', { type: 'everything' }],
    ['*', { type: 'everything' }],
    ['marta', anywhere('marta')],
    ['marta lopez', anywhere('marta', 'lopez')],
    ['CA1_left-03.dat', anywhere('CA1_left-03.dat')],
    ['-70', anywhere('-70')],
    ['"visual cortex"', { type: 'anywhere', terms: [{ type: 'phrase', text: 'visual cortex' }] }],
    [
      '"say \\"hi\\" in C:\\\\data or C:\\tmp"',
      { type: 'anywhere', terms: [{ type: 'phrase', text: 'say "hi" in C:\\data or C:\\tmp' }] },
    ],
    ['marta~', { type: 'anywhere', terms: [{ type: 'fuzzy', text: 'marta', edits: 'auto' }] }],
    ['marta~1', { type: 'anywhere', terms: [{ type: 'fuzzy', text: 'marta', edits: 1 }] }],
    ['mar\\~', anywhere('mar~')],
    ['a~b', anywhere('a~b')],
    ['va*ue*', { type: 'anywhere', terms: [{ type: 'wildcard', pieces: ['va', 'ue', ''] }] }],
    ['a**b\\*', { type: 'anywhere', terms: [{ type: 'wildcard', pieces: ['a', 'b*'] }] }],
    ['\\and', anywhere('and')],
    ['../raw', anywhere('../raw')],
    ['region: V1', field('region', 'V1')],
    ['region:V1', field('region', 'V1')],
    ['region : V1', field('region', 'V1')],
    ['"key with space": V1', field('key with space', 'V1')],
    ['name: marta lopez', field('name', 'marta', 'lopez')],
    ['start: 2026-01-01T10:00:00Z', field('start', '2026-01-01T10:00:00Z')],
    ['notes: *', { type: 'field', key: 'notes', value: { type: 'exists' } }],
    ['age >= 30', { type: 'field', key: 'age', value: { type: 'comparison', operator: '>=', bound: '30' } }],
    ['age>30', { type: 'field', key: 'age', value: { type: 'comparison', operator: '>', bound: '30' } }],
    ['age: < 30', { type: 'field', key: 'age', value: { type: 'comparison', operator: '<', bound: '30' } }],
    [
      'at <= "2026-01-01 10:00"',
      { type: 'field', key: 'at', value: { type: 'comparison', operator: '<=', bound: '2026-01-01 10:00' } },
    ],
    ['age: 10..20', { type: 'field', key: 'age', value: { type: 'range', from: '10', to: '20' } }],
    ['age: 10..', { type: 'field', key: 'age', value: { type: 'range', from: '10' } }],
    ['age: ..20', { type: 'field', key: 'age', value: { type: 'range', to: '20' } }],
    [
      'at: 2026-01-01T10:00..now',
      { type: 'field', key: 'at', value: { type: 'range', from: '2026-01-01T10:00', to: 'now' } },
    ],
    ['not V1', { type: 'not', query: anywhere('V1') }],
    ['NOT not V1', { type: 'not', query: { type: 'not', query: anywhere('V1') } }],
    ['a AND b And c', { type: 'and', queries: [anywhere('a'), anywhere('b'), anywhere('c')] }],
    [
      'a or b and not c',
      {
        type: 'or',
        queries: [
          anywhere('a'),
          { type: 'and', queries: [anywhere('b'), { type: 'not', query: anywhere('c') }] },
        ],
      },
    ],
    [
      '(a or b) and c',
      { type: 'and', queries: [{ type: 'or', queries: [anywhere('a'), anywhere('b')] }, anywhere('c')] },
    ],
    ['a and (b and c)', { type: 'and', queries: [anywhere('a'), anywhere('b'), anywhere('c')] }],
    ['region: (V1 or V2)', { type: 'or', queries: [field('region', 'V1'), field('region', 'V2')] }],
    [
      'age: (>= 10 and not 12)',
      {
        type: 'and',
        queries: [
          { type: 'field', key: 'age', value: { type: 'comparison', operator: '>=', bound: '10' } },
          { type: 'not', query: field('age', '12') },
        ],
      },
    ],
  ])('%s', (text, tree) => {
    expect(parse(text)).toEqual(tree);
  });

  test('the example of the design', () => {
    expect(
      parse('subject.name: marta~ and age >= 30 and recorded_at >= 2026-01-01 and not region: "V1"'),
    ).toEqual({
      type: 'and',
      queries: [
        {
          type: 'field',
          key: 'subject.name',
          value: { type: 'terms', terms: [{ type: 'fuzzy', text: 'marta', edits: 'auto' }] },
        },
        { type: 'field', key: 'age', value: { type: 'comparison', operator: '>=', bound: '30' } },
        {
          type: 'field',
          key: 'recorded_at',
          value: { type: 'comparison', operator: '>=', bound: '2026-01-01' },
        },
        {
          type: 'not',
          query: {
            type: 'field',
            key: 'region',
            value: { type: 'terms', terms: [{ type: 'phrase', text: 'V1' }] },
          },
        },
      ],
    });
  });

  test('fields that know where key and value stand', () => {
    expect(parseQuery('a or "the key": (x or one two)')).toMatchObject({
      queries: [
        {},
        { keySpan: { position: 5, length: 9 }, valueSpan: { position: 17, length: 1 } },
        { keySpan: { position: 5, length: 9 }, valueSpan: { position: 22, length: 7 } },
      ],
    });
  });
});

describe('a query that cannot be read says where and what was meant', () => {
  test.each<[string, string, string]>([
    ['(a or b', '(', 'a closing parenthesis'],
    ['a or b)', ')', 'an opening parenthesis before it'],
    ['()', ')', 'a word, a phrase or a key'],
    ['"open', '"open', 'a closing quotation mark'],
    ['key: ""', '""', 'text between them'],
    ['“marta”', '“', 'straight ones: "…"'],
    ['a and', '', 'a word, a phrase or a key'],
    ['and a', 'and', 'a condition on both sides of "and"'],
    ['a or or b', 'or', 'a condition on both sides of "or"'],
    ['and: x', 'and', 'quotes around the key: "and"'],
    ['not: x', 'not', 'quotes around the key: "not"'],
    ['key:', '', 'a value'],
    ['key: and b', 'and', 'a value'],
    [': x', ':', 'a word, a phrase or a key'],
    ['>= 5', '>=', 'a word, a phrase or a key'],
    ['region: V1 age >= 30', 'age', '"and" or "or" before it'],
    ['region: V1 adn age >= 30', 'adn', 'did you mean "and"?'],
    ['age >= 30 nd region: V1', 'nd', 'did you mean "and"?'],
    ['a (b)', '(', '"and" or "or" before it'],
    ['a not b', 'not', 'did you mean "and not"?'],
    ['key: not b', 'not', '"not" before the key: not key: value'],
    ['a && b', '&&', 'did you mean "and"?'],
    ['a || b', '||', 'did you mean "or"?'],
    ['!marta', '!marta', 'did you mean not marta? Or quotes around the text'],
    ['age = 30', '=', 'did you mean ":"?'],
    ['age=30', 'age=30', 'did you mean age: 30? Or quotes around the text'],
    ['age!=30', 'age!=30', 'did you mean not age: 30? Or quotes around the text'],
    ['age: [10 TO 20]', '[10', 'did you mean 10..20?'],
    ['a: {b: c}', '{', 'the whole key, as in subject.age: 30'],
    ['start: 10:30', '10', 'quotes around the value: start: "…"'],
    ['sub*: x', 'sub*', 'the whole key, or no key at all to search everywhere'],
    ['name~: marta', 'name~', 'the ~ after the value: name: value~'],
    ['"marta lopez"~', '~', 'a single word right before it, as in marta~'],
    ['marta~5', 'marta~5', '~, ~1 or ~2'],
    ['mar*a~', 'mar*a~', 'one of them'],
    ['marta *', '*', 'letters beside it, as in va*ue'],
    ['marta\\', '\\', 'the character that it escapes'],
    ['10..20', '10..20', 'a key before it, as in age: 10..20; or quotes around the text'],
    ['age: 10 .. 20', '..', 'a range without spaces: 10..20'],
    ['age: 20..10', '20..10', 'the smaller end first: 10..20'],
    ['at: 2026-02..2026-01', '2026-02..2026-01', 'the smaller end first: 10..20'],
    ['at: 5..2026-01', '5..2026-01', 'two numbers or two dates'],
    ['age: 10..old', '10..old', 'a number, a quantity such as 600MB, or a date such as 2026-01-31 or now-7d'],
    ['age >= old', 'old', 'a number, a quantity such as 600MB, or a date such as 2026-01-31 or now-7d'],
    ['at >= 2026-02-30', '2026-02-30', 'a date of the calendar'],
    ['at: 2026-02-30..', '2026-02-30..', 'a date of the calendar'],
    ['age >=', '', 'a number or a date'],
    ['age: >= (5)', '(', 'a number or a date'],
  ])('%s', (text, place, expected) => {
    const error = errorOf(text);
    expect(error.code).toBe('query-invalid');
    expect(error.expected).toBe(expected);
    expect(text.slice(error.position, error.position + error.length)).toBe(place);
    expect(error.message).toMatch(/^\S.*\.$/);
  });

  test('limits are told, not passed', () => {
    expect(errorOf('ä'.repeat(5000)).expected).toBe('at most 8192 bytes');
    expect(errorOf(`${'('.repeat(51)}a${')'.repeat(51)}`)).toMatchObject({
      position: 50,
      expected: 'at most 50 levels',
    });
    expect(errorOf('not '.repeat(60)).expected).toBe('at most 50 levels');
    expect(errorOf(Array(501).fill('a').join(' or ')).expected).toBe('at most 500');
    expect(parseQuery(`${'('.repeat(50)}a${')'.repeat(50)}`)).toEqual(anywhere('a'));
    expect(parseQuery(Array(500).fill('a').join(' or '))).toMatchObject({ type: 'or' });
  });
});

describe('whatever the query', () => {
  test('its canonical text gives the same tree again', () => {
    fc.assert(
      fc.property(queries, (tree) => {
        expect(parse(printQuery(tree))).toEqual(tree);
      }),
      { numRuns: 1000 },
    );
  });

  test('no text throws anything but a QueryError with a place within the text', () => {
    const syntax = fc.constantFrom(
      'and',
      'or',
      'not',
      '(',
      ')',
      ':',
      '"',
      '>=',
      '<',
      '~',
      '..',
      '*',
      '\\',
      '=',
      '10',
      'key',
      '2026-01',
      ' ',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(syntax, { maxLength: 20 }).map((parts) => parts.join(' ')),
      fc.array(syntax).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const tree = parseQuery(text);
          expect(parse(printQuery(tree))).toEqual(withoutSpans(tree));
        } catch (error) {
          if (!(error instanceof QueryError)) throw error;
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.length).toBeGreaterThanOrEqual(0);
          expect(error.position + error.length).toBeLessThanOrEqual(text.length);
          expect(error.expected).not.toBe('');
        }
      }),
      { numRuns: 3000 },
    );
  });
});
