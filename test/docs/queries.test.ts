import { describe, expect, test } from '@jest/globals';
import { compileQuery } from '../../shared/query/opensearch/compile.ts';
import { parseQuery } from '../../shared/query/parse.ts';
import { printQuery } from '../../shared/query/print.ts';
import { shownQueries, wrongQueries } from './queries.ts';

const compile = (text: string) =>
  compileQuery(parseQuery(text), { sources: '*', now: new Date('2026-03-10T12:00:00Z') });

describe('docs/queries.md', () => {
  test('has examples', () => {
    expect(shownQueries.length).toBeGreaterThan(50);
    expect(wrongQueries.length).toBeGreaterThan(10);
  });

  test.each(shownQueries)('shows a query that can be read: %s', (text) => {
    expect(compile(text)).toEqual(compile(printQuery(parseQuery(text))));
  });

  test.each(wrongQueries)('says what is wrong with: $text', ({ text, position, expected }) => {
    expect(() => compile(text)).toThrow(expect.objectContaining({ name: 'QueryError', position, expected }));
  });
});
