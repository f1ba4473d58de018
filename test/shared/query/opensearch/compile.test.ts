import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { QueryError } from '../../../../shared/query/errors.ts';
import type { Dsl } from '../../../../shared/query/opensearch/clauses.ts';
import { compileQuery } from '../../../../shared/query/opensearch/compile.ts';
import { parseQuery } from '../../../../shared/query/parse.ts';
import { queries } from '../trees.ts';

const now = new Date('2026-03-10T12:00:00Z');
const compile = (text: string): Dsl => compileQuery(parseQuery(text), { sources: '*', now });
/** The query without the filter around it. */
const inner = (text: string): unknown => (compile(text) as { bool: { filter: unknown[] } }).bool.filter[0];

function errorOf(text: string): QueryError {
  try {
    compile(text);
  } catch (error) {
    if (error instanceof QueryError) return error;
  }
  throw new Error(`"${text}" was compiled.`);
}

describe('a compiled query', () => {
  test('is of all sources, or of the caller’s only', () => {
    expect(compile('')).toEqual({ bool: { filter: [{ match_all: {} }] } });
    expect(compileQuery(parseQuery('a or b'), { sources: ['rig-1'], now })).toMatchObject({
      bool: { filter: [{ terms: { source: ['rig-1'] } }, {}] },
    });
    expect(compileQuery(parseQuery(''), { sources: [], now })).toMatchObject({
      bool: { filter: [{ terms: { source: [] } }, {}] },
    });
  });

  test('asks for key and value within one attribute', () => {
    expect(inner('Sampling_Frequency >= 1e3')).toEqual({
      nested: {
        path: 'attrs',
        query: {
          bool: {
            filter: [
              { term: { 'attrs.n': { value: 'samplingfrequency' } } },
              { range: { 'attrs.num': { gte: 1000 } } },
            ],
          },
        },
      },
    });
  });

  test('negates outside of the attribute: no attribute is so', () => {
    expect(inner('not region: V1')).toMatchObject({ bool: { must_not: [{ nested: { path: 'attrs' } }] } });
  });

  test('knows what day it is', () => {
    expect(JSON.stringify(inner('recorded_at >= now-1d'))).toContain(
      `"recorded_at":{"gte":${now.getTime() - 86_400_000}`,
    );
  });

  test('asks a year as a number and as a date', () => {
    const text = JSON.stringify(inner('year >= 2025'));
    expect(text).toContain('"attrs.num":{"gte":2025}');
    expect(text).toContain(`"attrs.date":{"gte":${Date.UTC(2025, 0)}`);
  });

  test('asks words of one key as one list', () => {
    expect(JSON.stringify(inner('id: (a or "b" or c)')).match(/nested/g)).toHaveLength(1);
    expect(inner('id: (a or "b" or c)')).toMatchObject({
      bool: { should: [{ terms: { 'id.folded': ['a', 'b', 'c'] } }, { nested: {} }] },
    });
  });

  test('names the first conditions whose matches are to be shown, none that is negated', () => {
    const compiled = compileQuery(parseQuery('a: 1 and not b: 2 and c and d: 3'), {
      sources: '*',
      now,
      matches: 2,
    });
    expect(JSON.stringify(compiled).match(/"name":"match-\d"/g)).toEqual([
      '"name":"match-1"',
      '"name":"match-2"',
    ]);
  });

  test('is made of any tree, or refused as a query', () => {
    fc.assert(
      fc.property(queries, (tree) => {
        try {
          expect(JSON.parse(JSON.stringify(compileQuery(tree, { sources: '*', now })))).toHaveProperty(
            'bool',
          );
        } catch (error) {
          if (!(error instanceof QueryError)) throw error;
        }
      }),
    );
  });
});

describe('a typed key takes only values of its type', () => {
  test.each([
    ['a and recorded_at: soon', 'soon', /date/],
    ['recorded_at >= 30', '>= 30', /date/],
    ['recorded_at: mar*', 'mar*', /date/],
    ['stage.processed: marta~', 'marta~', /date/],
    ['bytes >= 2026-01-01', '>= 2026-01-01', /size/],
    ['bytes: 10min', '10min', /size/],
    ['duration: (10min or 5MB)', '5MB', /duration/],
    ['files: many', 'many', /number/],
    ['files: 3kHz', '3kHz', /number/],
  ])('%s', (text, place, expected) => {
    const error = errorOf(text);
    expect(text.slice(error.position, error.position + error.length)).toBe(place);
    expect(error.expected).toMatch(expected);
  });
});
